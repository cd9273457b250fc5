// Tiraj's tracker: <script defer src="https://stats.example/t.js" data-site="news.example"></script>
// Counts views and shares of this page and fills every [data-tiraj-views]. Keeps nothing in the browser.
(function () {
  'use strict'
  var doc = document
  var script = doc.currentScript
  var site = script.getAttribute('data-site') || location.hostname.replace(/^www\./, '')
  var all = function (selector) { return [].slice.call(doc.querySelectorAll(selector)) }
  var attr = function (selector, name) {
    var element = doc.querySelector(selector)
    return (element && element.getAttribute(name)) || ''
  }
  var meta = function (name) { return attr('meta[property="' + name + '"],meta[name="' + name + '"]', 'content') }

  // The canonical address names the page; the query of the visited one names the campaign.
  var page = new URL(attr('link[rel=canonical]', 'href') || location.href, location.href)
  page.search = location.search
  page.hash = ''

  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID()
    return [].map.call(crypto.getRandomValues(new Uint8Array(16)), function (byte) {
      return (byte + 256).toString(16).slice(1)
    }).join('')
  }

  function post(event) {
    var body = JSON.stringify([Object.assign({
      site: site, url: page.href, referrer: doc.referrer, id: newId(), ts: Date.now(), tracker_version: '1'
    }, event)])
    var url = new URL('api/events', script.src)
    var beacon = function () { return navigator.sendBeacon && navigator.sendBeacon(url, body) }
    var fetched = function () {
      return fetch(url, { method: 'POST', body: body, keepalive: true, credentials: 'omit' })
    }
    // A share may leave the page at once, so it goes by beacon. A view waits for the answer, and tries once more by
    // beacon: the id makes sure that it counts once.
    if (event.type !== 'view') return beacon() || fetched().catch(function () {})
    return fetched().catch(beacon)
  }

  // The article as JSON-LD has it, with the page's meta tags where that is silent.
  function article() {
    var found = {}
    var visit = function (node) {
      if (!node || typeof node !== 'object') return
      if (Array.isArray(node)) return node.forEach(visit)
      if (/Article|BlogPosting/.test(node['@type'])) found = node
      visit(node['@graph'])
    }
    all('script[type="application/ld+json"]').forEach(function (element) {
      try { visit(JSON.parse(element.textContent)) } catch (_) { /* A page's own mistake. */ }
    })
    var texts = function (value) {
      return [].concat(value || []).map(function (item) { return String(item.name || item) })
    }
    var tags = all('meta[property="article:tag"]').map(function (tag) { return tag.content })
    var keywords = found.keywords || tags
    var translations = {}
    all('link[rel=alternate][hreflang]').forEach(function (link) {
      if (link.hreflang !== 'x-default') translations[link.hreflang] = link.href
    })
    return {
      title: String(found.headline || meta('og:title') || doc.title),
      section: texts(found.articleSection)[0] || meta('article:section'),
      authors: texts(found.author || meta('article:author') || meta('author')),
      lang: String(found.inLanguage || doc.documentElement.lang),
      published_at: String(found.datePublished || meta('article:published_time')),
      tags: texts(typeof keywords === 'string' ? keywords.split(/\s*,\s*/) : keywords),
      translations: translations
    }
  }

  function fill() {
    var places = all('[data-tiraj-views]')
    var pathOf = function (place) { return place.getAttribute('data-tiraj-views') || page.pathname }
    var paths = places.map(pathOf).filter(function (path, i, known) { return known.indexOf(path) === i })
    for (var i = 0; i < paths.length; i += 200) {
      var query = paths.slice(i, i + 200).map(function (path) { return '&path=' + encodeURIComponent(path) })
      // Past the browser's cache, which may hold the count from before this view.
      fetch(new URL('api/views?site=' + site + query.join(''), script.src), { credentials: 'omit', cache: 'no-cache' })
        .then(function (answer) { return answer.ok ? answer.json() : {} })
        .then(function (views) {
          places.forEach(function (place) {
            var count = views[pathOf(place)]
            // Answers may overtake each other; a count never falls.
            if (count !== undefined && !(+place.textContent > count)) place.textContent = count
          })
        })
        .catch(function () {})
    }
  }

  var networks = {
    facebook: /facebook\.com\/(sharer|share|dialog)/,
    x: /(twitter|\/x)\.com\/(intent|share)/,
    telegram: /(t|telegram)\.me\/share|^tg:/,
    whatsapp: /wa\.me\/?\?|whatsapp\.com\/send|^whatsapp:/,
    linkedin: /linkedin\.com\/(share|cws)/,
    vk: /vk\.(com|ru)\/share/,
    ok: /ok\.ru\/(dk|offer)/,
    viber: /^viber:/,
    email: /^mailto:\?/
  }
  function share(network) { post({ type: 'share', share: { network: network } }) }
  function clicked(click) {
    var target = click.target.closest && click.target.closest('[data-tiraj-share],a[href]')
    if (!target) return
    var named = target.getAttribute('data-tiraj-share')
    if (named) return share(named)
    for (var network in networks) if (networks[network].test(target.href)) return share(network)
  }
  doc.addEventListener('click', clicked, true)
  doc.addEventListener('auxclick', clicked, true)
  addEventListener('beforeprint', function () { share('print') })

  fill()
  post({ type: 'view', title: doc.title, article: article() }).then(fill)
  setInterval(function () { if (!doc.hidden) fill() }, 15000)
})()
