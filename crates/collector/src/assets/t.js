// Tiraj's tracker: <script defer src="https://stats.example/t.js" data-site="news.example"></script>
//
// Counts views, engaged time, shares and clicked links of a page, and fills every [data-tiraj-views]. Keeps nothing in
// the browser. Pages are sent `t.min.js`, which `make tracker` makes of this file; docs/tracking.md says what is counted.
(() => {
  // A template that names the tracker twice must not count twice.
  if (window.tiraj) return

  const doc = document
  const script = doc.currentScript
  const options = script.dataset
  const site = options.site || location.hostname.replace(/^www\./, '')
  const hash_mode = 'hash' in options
  const base = new URL('.', new URL(options.api || script.src, location))
  const now = Date.now
  const all = selector => [...doc.querySelectorAll(selector)]
  const listen = (names, listener) => names.split(' ').map(name => addEventListener(name, listener, true))
  // Calls `after` with the outcome of every call of one of the browser's methods.
  const wrap = (object, name, after) => {
    const original = object[name]
    if (original) object[name] = (...values) => {
      const outcome = original.apply(object, values)
      after(outcome)
      return outcome
    }
  }

  // --- Delivery. An event stays in the queue until the collector has answered. It keeps its id, by which a repeat counts
  // once, so that sending it again is always safe.

  const queue = new Set()
  // A request is under way, or a pause after a failed one.
  let busy
  let pause = 0

  const flush = () => {
    // Browsers refuse bodies above 64 kB on requests that outlive the page.
    const batch = [...queue].slice(0, 9)
    if (busy || !batch[0]) return
    busy = 1
    fetch(base + 'api/events', { method: 'POST', body: JSON.stringify(batch), keepalive: true })
      .then(answer => {
        // Too many requests, or trouble on the other side; what else was refused would be refused again.
        if (answer.status == 408 || answer.status > 428) throw answer.headers.get('retry-after')
        batch.map(event => queue.delete(event))
        pause = 0
        resume()
      })
      .catch(seconds => setTimeout(resume, 1e3 * (+seconds || (pause += 2))))
      .then(fill)
  }
  const resume = () => {
    busy = 0
    flush()
  }
  const send = (type, fields) => {
    queue.add({
      site,
      type,
      url,
      referrer,
      hash_mode,
      id: crypto.getRandomValues(new Uint32Array(4)).join(),
      ts: now(),
      tracker_version: '2',
      ...fields
    })
    flush()
  }

  // --- The page, its article and its views.

  let url = location.href
  let referrer = doc.referrer
  let place, canonical, described, unannounced

  // The article as JSON-LD has it, with the page's meta tags where that is silent.
  const readArticle = () => {
    let found = ''
    const visit = nodes => [].concat(nodes || []).map(node => {
      if (/Article|BlogP/.test(node['@type'])) found = found || node
      visit(node['@graph'])
    })
    all('[type$="ld+json"]').map(element => {
      try {
        visit(JSON.parse(element.textContent))
      } catch { /* The page's own mistake. */ }
    })
    // Texts, or things with a name.
    const read = (key, name) =>
      [].concat(found[key] || all(`[property$=":${name}"],[name="${name}"]`).map(meta => meta.content))
        .map(item => item?.name || item)
        .filter(item => item?.trim)
    const translations = {}
    all('link[hreflang]').map(link => translations[link.hreflang] = link.href)
    return {
      title: read('headline', 'title')[0],
      section: read('articleSection', 'section')[0],
      authors: read('author', 'author'),
      lang: read('inLanguage')[0] || doc.documentElement.lang,
      published_at: read('datePublished', 'published_time')[0],
      updated_at: read('dateModified', 'modified_time')[0],
      // A negative or broken count must not have the event refused.
      word_count: found.wordCount >>> 0 || undefined,
      tags: read('keywords', 'tag'),
      translations
    }
  }

  // In a single-page site the head may still speak of the page before: what has not changed since is not believed.
  const announce = () => {
    if (!unannounced || doc.hidden || doc.readyState == 'loading') return
    unannounced = 0
    const address = doc.querySelector('[rel=canonical]')?.href
    if (address && address != canonical && !hash_mode) url = address.replace(/[?#].*/, '') + location.search
    canonical = address
    const article = readArticle()
    const description = JSON.stringify(article)
    send('view', { title: doc.title, article: description == described ? null : article })
    described = description
  }
  const key = () => hash_mode ? location.href : location.pathname
  const open = () => {
    place = key()
    unannounced = 1
    until = engaged = seen = told = 0
    shared = {}
    since = now()
  }
  const moved = () => {
    if (place == key()) return
    announce()
    report(1)
    referrer = url
    url = location.href
    // The numbers of the page before.
    all('[data-tiraj-views=""]').map(element => element.textContent = '')
    open()
    // Time for the site to write its new head.
    setTimeout(tick, 300)
  }

  // --- Engaged time: the page is visible, and there was activity within the last five seconds.

  let since, until, engaged, seen, height, told

  const settle = () => {
    const before = since
    since = now()
    engaged += Math.max(0, Math.min(since, until) - before)
  }
  // Depth is kept in pixels, since pages grow.
  const measure = () => {
    seen = Math.max(seen, scrollY + innerHeight)
    height = doc.documentElement.scrollHeight
  }
  const report = leaving => {
    settle()
    const scroll = Math.round(Math.min(1, seen / height) * 100)
    if (!unannounced && (engaged || leaving && scroll > told)) {
      send('engage', { engaged_ms: engaged, scroll })
      engaged = 0
      told = scroll
    }
  }
  const tick = leaving => {
    announce()
    measure()
    report(leaving)
    // A request that is under way asks for the numbers afterwards.
    if (!busy) fill()
  }

  // --- Shares and links. Whether a link shares, follows or leads away, the collector sees by where it leads.

  let shared
  // A double click is one share, and so is a print button with the printing that it starts.
  const share = network => {
    if (!(now() - shared[network] < 1e4)) send('share', { share: { network } })
    shared[network] = now()
  }
  const clicked = click => {
    if (click.button > 1) return
    const target = click.composedPath()[0]
    const named = target.closest('[data-tiraj-share]')
    const link = target.closest('a[href]') || ''
    const network = named?.dataset.tirajShare
    // The share sheet counts when something was shared.
    if (network) network == 'native' && navigator.share || share(network)
    else if (
      /^(http|mailto:\?|tg|viber|whatsapp)/.test(link.href) &&
      link.host != location.host &&
      !('.' + link.hostname).endsWith('.' + site)
    ) send('custom', { link: link.href })
  }
  window.tiraj = (name, props) => name == 'share' ? share(props.network) : send('custom', { name, props })

  // --- The public numbers.

  const fill = () => {
    const places = all('[data-tiraj-views]')
    const pathOf = element => element.dataset.tirajViews || new URL(url).pathname
    const paths = [...new Set(places.map(pathOf))].slice(0, 200)
    if (!paths[0] || doc.hidden) return
    const query = paths.map(path => '&path=' + encodeURIComponent(path)).join('')
    // Past the browser's cache, which may hold the count from before this view.
    fetch(base + 'api/views?site=' + site + query, { cache: 'no-cache' })
      .then(answer => answer.json())
      .then(views => places.map(element => {
        // Answers may overtake each other; a count never falls.
        const count = views[pathOf(element)]
        if (count > (element.textContent.replace(/\D/g, '') || -1)) element.textContent = count
      }))
      .catch(() => {})
  }

  // --- What the page tells.

  wrap(history, 'pushState', moved)
  wrap(history, 'replaceState', moved)
  wrap(navigator, 'share', outcome => outcome?.then(() => share('native'), () => {}))
  listen('popstate', moved)
  listen('scroll keydown pointerdown pointermove touchstart', event => {
    settle()
    if (!doc.hidden) until = since + 5e3
    if (event.type == 'scroll') measure()
  })
  listen('visibilitychange', () => {
    settle()
    until = 0
    tick(doc.hidden)
  })
  setInterval(tick, 15e3)
  // A page out of the back/forward cache is looked at anew; one whose script came early is read only now.
  listen('pageshow', event => {
    if (event.persisted) {
      busy = 0
      open()
    }
    tick()
  })
  // The last words go in one beacon, with what was not acknowledged so far.
  listen('pagehide', () => {
    busy = 1
    tick(1)
    if (queue.size && !navigator.sendBeacon?.(base + 'api/events', JSON.stringify([...queue]))) resume()
  })
  listen('online', resume)
  listen('click auxclick', clicked)
  listen('beforeprint', () => share('print'))
  listen('copy', event => event.target.value == null && '' + getSelection() && share('copy_text'))
  open()
  announce()
})()
