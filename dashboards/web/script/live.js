// Keeps the overview current: its numbers over a stream, the rest by fetching the page anew each minute.
// While the page is hidden nothing is asked for; whoever comes back, after a day's sleep too, sees the present.
(() => {
  'use strict'
  const REFRESH_MS = 60_000
  const RETRY_MS = 5_000
  const totals = document.querySelector('[data-stream]')
  const link = document.getElementById('link')
  const format = new Intl.NumberFormat(document.documentElement.lang)
  let source = null
  let refreshing = 0

  // The words for the states of the link stand in the page, in its language.
  const words = { live: totals.dataset.wordLive, away: totals.dataset.wordAway, lost: totals.dataset.wordLost }

  function tell(state) {
    if (totals.dataset.link === state) return
    totals.dataset.link = state
    link.textContent = words[state]
  }

  function show(numbers) {
    for (const place of totals.querySelectorAll('[data-live]')) {
      const text = format.format(numbers[place.dataset.live])
      if (place.textContent !== text) place.textContent = text
    }
    tell('live')
  }

  function connect() {
    if (source || document.hidden) return
    const stream = new EventSource(totals.dataset.stream)
    source = stream
    stream.onmessage = (message) => show(JSON.parse(message.data))
    stream.addEventListener('away', () => tell('away'))
    stream.onerror = () => {
      tell('lost')
      // After an answer other than a stream the browser gives up; we do not.
      if (stream.readyState === EventSource.CLOSED) {
        disconnect()
        setTimeout(connect, RETRY_MS)
      }
    }
  }

  function disconnect() {
    if (source) source.close()
    source = null
  }

  async function refresh() {
    const answer = await fetch(location.href)
    if (!answer.ok) return
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
    for (const place of document.querySelectorAll('[data-refresh]')) {
      const other = fresh.getElementById(place.id)
      if (other) place.replaceChildren(...other.childNodes)
    }
  }

  // A refresh that fails is made up for by the next one; the stream already says that something is wrong.
  const refreshQuietly = () => refresh().catch(() => {})

  // A narrow window shows a part of the curve: the one that ends with the running hour.
  function scrollToNow() {
    const curve = document.getElementById('curve')
    curve.scrollLeft = curve.scrollWidth * curve.dataset.now / 100 - curve.clientWidth * 0.8
  }

  function turn() {
    clearInterval(refreshing)
    if (document.hidden) {
      disconnect()
    } else {
      connect()
      refreshing = setInterval(refreshQuietly, REFRESH_MS)
    }
  }

  document.addEventListener('visibilitychange', () => {
    turn()
    if (!document.hidden) refreshQuietly()
  })
  scrollToNow()
  turn()
})()
