//! The words by which machines, and persons' devices, are told in a user agent.

use tiraj_model::BotReason::{Automated, Declared, Library};

use super::machine::Meaning::{self, Innocent, Machine, Person, Suspect};

/// Where in a user agent a word counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// Anywhere, also inside another word.
    Any,
    /// Where no letter or digit stands before it.
    Start,
    /// Where no letter or digit stands after it.
    End,
    /// Alone: where neither stands before or after it.
    Whole,
    /// As the very first thing.
    First,
}

/// Words of one meaning that count at one place. All are sought without regard to capitals.
pub(super) struct Words {
    pub(super) meaning: Meaning,
    pub(super) edge: Edge,
    pub(super) words: &'static [&'static str],
}

const fn words(meaning: Meaning, edge: Edge, words: &'static [&'static str]) -> Words {
    Words { meaning, edge, words }
}

/// Everything that is sought, in one pass.
pub(super) const VOCABULARY: &[Words] = &[
    words(Innocent, Edge::Any, INNOCENT),
    words(Machine(Automated), Edge::Any, AUTOMATED),
    words(Machine(Declared), Edge::Any, TRADES),
    words(Machine(Declared), Edge::Any, WATCHERS),
    words(Machine(Declared), Edge::Any, SCANNERS),
    words(Machine(Declared), Edge::Any, READERS),
    words(Machine(Declared), Edge::Any, SERVICES),
    words(Machine(Declared), Edge::Start, STARTS),
    words(Machine(Declared), Edge::End, ENDS),
    words(Machine(Declared), Edge::Whole, ALONE),
    words(Machine(Declared), Edge::First, FIRST),
    words(Machine(Library), Edge::Any, LIBRARIES),
    words(Machine(Library), Edge::Start, LIBRARY_STARTS),
    words(Machine(Library), Edge::Whole, LIBRARIES_ALONE),
    words(Suspect, Edge::Any, SUSPECT),
    words(Suspect, Edge::End, SUSPECT_ENDS),
    words(Person, Edge::Any, SYSTEMS),
    words(Person, Edge::Start, SYSTEM_STARTS),
    words(Person, Edge::First, APPS),
];

/// Words of persons' devices and programs that contain one of a machine.
const INNOCENT: &[&str] = &[
    "cubot", "turbotab", "turbot", "caboto", "abbott", "camscanner", "mozacfetch", "newssapphire", "avantbrowser.com",
    "snapchat/", "scandinavia", "libwww-fm", "libhttp", "gnutls",  "embedded web browser from: http://bsalsa.com",
];

/// Browsers that a program drives, and what makes pictures of pages.
const AUTOMATED: &[&str] = &[
    "headless", "phantomjs", "slimerjs", "casperjs", "puppeteer", "playwright", "selenium", "webdriver", "chromedriver",
    "cypress/", "testcafe", "htmlunit", "browserless", "prerender", "rendertron", "pagerenderer", "splash version",
    "webkit2png", "wkhtml", "cutycapt", "browsershot", "screenshot", "webshot", "web shot", "webthumb", "url2png", "browserstack", "saucelabs",
    "functionize", "pageburst", "collapsify", "devtools", "synthetic", "camoufox", "browser-use", "stagehand",
];

/// What machines do, in the words that they use for it.
const TRADES: &[&str] = &[
    "bot", "crawl", "spider", "spyder", "scrap", "fetch", "scan", "archiv", "harvest", "index", "validat",
    "checker", "check_", "checklink", "linkcheck", "link check", "preview", "monitor", "analyz", "analys", "analit",
    "audit", "inspect", "probe", "survey", "sniff", "grab", "extract", "exractor", "capture", "retriev",
    "detect", "discoveryengine", "explorador", "research", "measure", "classif", "optimiz", "convert", "parser", "transcod",
    "proxy", "favicon", "webhook", "healthcheck", "health check", "health-check", "healthservice", "uptime", "verif", "thumbnail", "thumbshot", "aggregat", "downloader", "copier", "sucker",
    "siphon", "whacker", "advisor", "reaper",
    "semantic", "nutch", "daemon", "sitemap", "insight", "torrent", "servermon", "watchdog", "webmaster", "pagespeed", "callback", "library", "resolver", "unfurl", "opengraph",
];

/// Those that watch over sites.
const WATCHERS: &[&str] = &[
    "lighthouse", "pingdom", "statuscake", "24x7", "dareboost", "webpagetest", "ptst/", "catchpoint",
    "gomez", "rigor", "ruxit", "dynatrace", "speedcurve", "yottaa", "neustar", "alertsite", "dejaclick", "datadog",
    "splunk", "newrelic", "nagios", "zabbix", "munin", "collectd", "prometheus", "grafana", "pagerduty", "cloudflare",
    "securityheaders", "foregenix", "brandverity", "marketgoo", "site-shot", "sitespeed", "calibre", "treo", "debugbear",
    "checkly", "freshping", "hetrix", "betterstack", "nodeping", "montastic", "keycdn", "hwcdn",
];

/// Those that look for holes or map the net.
const SCANNERS: &[&str] = &[
    "zgrab", "nmap", "nikto", "nuclei", "sqlmap", "burpcollaborator", "burpsuite", "acunetix", "nessus", "openvas",
    "arachni", "qualys", "dirbuster", "gobuster", "fuzz", "censys", "shodan", "xpanse", "expanse", "projectdiscovery",
    "interactsh", "l9tcpid", "l9explore", "netcraft", "wappalyzer", "whatcms", "whatweb", "builtwith", "datanyze",
    "xtate", "clamav", "jorgee", "zmeu", "morfeus", "masscan", "netsystems", "panopta", "xymon", "webmon", "ssllabs", "ssl labs", "getodin", "paloalto", "palo alto", "binaryedge", "onyphe", "leakix",
    "select load_file", "onetrust", "netsystemsresearch", "webpurify", "firephp",
];

/// Readers of feeds, which are counted where they show an article, not where they poll.
const READERS: &[&str] = &[
    "feed", "rssbandit", "newsblur", "newsbeuter", "newsboat", "netnewswire", "newsgator", "reeder/", "oldreader",
    "inoreader", "miniflux", "akregator", "liferea", "bazqux", "newsify", "netvibes", "bloglovin", "blogtrottr",
    "flipboardproxy", "silverreader", "downcast", "podcatcher", "overcast/", "castro ", "pocket casts", "gpodder",
    "antennapod", "itunes-owner", "apple-pubsub", "subscriber", "newspaper", "readable", "instapaper",
];

/// Search engines, messengers and others that fetch for somebody else.
const SERVICES: &[&str] = &[
    "ask jeeves", "teoma", "altavista", "ichiro", "heritrix", "sogou", "yahooseeker", "yahoo!/", "yahoo ad", "yandexdirect",
    "yandeximages", "yandexmetrika", "yandexverticals", "daumoa", "mnogosearch", "larbin", "grub-client", "vagabondo",
    "searchsight", "qwantify", "seznam", "googleweblight", "googleimage", "googledocs", "googlemessages", "google_",
    "google web", "google search", "google (+", "google page", "feedburner", "facebookexternalhit", "facebookexternalua", "facebookcatalog",
    "facebookplatform", "facebot", "meta-external", "vkshare", "embedly", "embed.ly", "iframely", "cardyb", "skypeuri",
    "whatsapp", "bingpreview", "semrush", "ahrefs", "majestic", "screaming frog", "sistrix", "sitecon", "seokicks",
    "seoscan", "xenu", "httrack", "webzip", "teleport", "offline explorer", "webcopy", "turnitin", "plagiar", "proximic",
    "grapeshot", "peer39", "admantx", "comscore", "integralads", "doubleverify", "trustarc", "cookiebot", "hubspot",
    "mailchimp", "zendesk", "zoominfo", "wordpress", "drupal", "discourse", "yourls", "rebelmouse", "sparkler",
    "genieo", "dmbrowser", "duplexweb", "webcollage", "kaspersky", "burp", "microsoft-flow", "zapier", "ifttt",
    "dataprovider", "linguee", "zyborg", "wotbox", "webglance", "sitescore", "webgazer", "taginspector", "mastodon", "pleroma", "misskey", "akkoma", "evernote", "quora", "linkdex", "ltx71",
    "panscient", "exalead", "bluecoat", "iplabel", "infrawatch", "evc-batch", "virtuoso", "powermarks", "convertify",
    "google favicon", "googleproducer", "googleassociation", "mail.ru/", "blackboard", "sysomos", "trendiction", "nuzzel", "yeti/",
    "swcd", "terraform", "ddg_", "offbyone", "supercleaner", "ibisbrowser", "jeode", "synapse",
];

/// Words that count where a name begins.
const STARTS: &[&str] = &[
    "google-", "apis-google", "seo", "rss", "www.", "http://", "https://", "mailto:", "robot", "ping/", "rank", "w3c",
    "agent/", "server/", "webagent", "wget", "nibbler", "yandex.com", "trafilatura", "cursor/", "igetter/",
];

/// Words that count where a name ends.
const ENDS: &[&str] = &["-google", "rss", "agent", ".com", ".org", ".ai", "-ai"];

/// Words that count alone.
const ALONE: &[&str] = &["seo", "url", "dcv", "daum", "feed", "scooter", "lycosa"];

/// What an agent of a machine begins with.
const FIRST: &[&str] = &[
    "duckduckgo/", "bw/", "apple-", "email", "track", "<", "compatible", "user-agent", "user agent", "dispatch/",
    "chrome/", "iphone|", "azure", "custom", "read", "thumbor", "active", "ad muncher", "amaya", "avsdevicesdk", "client/", "cobweb/",
    "getright", "gozilla", "hobbit", "movabletype", "navermailapp", "netsurf", "openai/", "offline", "php", "rest", "space",
    "svn/", "taringa", "webbandit", "yahoo", "yandex", "zdm/", "zoom", "photon/", "tumblr/", "voyager/", "holmes/", "ning/",
];

/// Libraries and command-line clients.
const LIBRARIES: &[&str] = &[
    "curl", "python", "aiohttp", "httpx", "urllib", "scrapy", "go-http", "okhttp", "http", "jakarta", "libwww-perl", "guzzle",
    "axios", "node-fetch", "node.js", "nodejs", "undici", "superagent", "reqwest", "postman", "insomnia", "wininet",
    "powershell", "restsharp", "rest-client", "rest client", "restclient", "webclient", "grpc", "faraday", "typhoeus",
    "mechanize", "aws-sdk", "boto", "s3fs", "rclone", "aria2", "minio-go", "urlgrabber", "lua-resty", "cryptoapi",
    "windows-update", "microsoft bits", "microsoft-webdav", "libsoup", "libfetch", "unirest", 
    "cpprest", "dart:io", "hackney", "gvfs", "winrm", "ansible",
];

/// Libraries that count where a name begins.
const LIBRARY_STARTS: &[&str] = &[
    "wget", "java/", "jersey/", "php/", "perl/", "ruby/", "node/", "got/", "got (", "request/", "ureq/", "hyper/",
    "netty/", "ktor", "lwp::", "lwp-", "axel", "rust/", "dart/", "deno/", "bun/", "apache-", "rexx", "jetty/", "colly",
];

/// Libraries that count alone.
const LIBRARIES_ALONE: &[&str] = &["perl", "ruby", "php", "lwp", "node", "pear"];

/// Words that make a program's own agent a machine's although it names a person's system.
const SUSPECT: &[&str] = &[
    "news", "reader", "server", "service", "notifier", "updater", "syncer", "sdk/", "tools", "torrent", "manager",
];

/// The same where a name ends.
const SUSPECT_ENDS: &[&str] = &["tool", "engine", "test", "worker", "queue"];

/// Systems and devices that persons hold.
const SYSTEMS: &[&str] = &[
    "windows", "linux", "macintosh", "mac os", "mac_powerpc", "android", "iphone", "ipad", "ipod", "x11", "symbian",
    "symbos", "series60", "series40", "midp", "cldc", "blackberry", "bb10", "nokia", "samsung", "sonyericsson", "amiga",
    "freebsd", "openbsd", "netbsd", "sunos", "solaris", "palmos", "webos", "web0s", "smarttv", "smart-tv", "hbbtv",
    "tizen", "kaios", "nintendo", "playstation", "xbox", "dalvik", "cfnetwork", "darwin", "upnp", "msie", "konqueror",
    "presto/", "applewebkit", "webkit", "gecko/", "goanna", "ucweb", "ucbrowser", "up.browser", "netfront", "obigo",
    "openwave", "serenityos", "haiku", "harmony", "cros ", "browser", "player", "win32", "win64", "wap2", "fban/",
    "inferno", "ms-office", "syllable", "java;",
];

/// The same, where a name begins.
const SYSTEM_STARTS: &[&str] =
    &["ios ", "ios/", "ios;", "win9", "win1", "lg-", "lge-", "htc", "mot-", "sie-", "alcatel", "os/2", "beos", "roku", "tvos", "watchos"];

/// Programs that persons use and that name no system.
const APPS: &[&str] = &[
    "lynx/", "links (", "elinks", "w3m", "ibrowse", "googleapp", "pinterest/", "viber/", "instagram ", "telegram",
    "hulu", "xumo", "espn", "ncsa_mosaic", "mosaic", "mobilesafari", "safari/", "microsoft office", "outlook", "goggalaxy",
    "mozacfetch", "netflix", "quicktime", "itunes", "vlc/", "kodi", "the bat!", "thunderbird", "airmail",
    "superhuman", "vk/", "steam", "roblox", "pandora", "luminary", "slack/", "skype", "teams/",
];
