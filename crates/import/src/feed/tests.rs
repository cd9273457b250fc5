//! Sitemaps and feeds as content systems write them, and as nobody should.

use proptest::prelude::*;

use super::*;

fn site() -> Site {
    Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap()
}

fn read(xml: &str) -> (Vec<Article>, Tally) {
    let mut reader = FeedReader::new(xml.as_bytes(), site()).unwrap();
    let articles = reader.by_ref().collect::<Result<_, _>>().unwrap();
    (articles, reader.tally().clone())
}

/// What is said of a file that cannot be read.
fn fault(xml: &str) -> String {
    let outcome = FeedReader::new(xml.as_bytes(), site()).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    outcome.unwrap_err().to_string()
}

fn texts(list: &[SmolStr]) -> Vec<&str> {
    list.iter().map(SmolStr::as_str).collect()
}

#[test]
fn a_news_sitemap_tells_of_articles_and_their_translations() {
    let (articles, tally) = read(
        r#"<?xml version="1.0" encoding="UTF-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
            xmlns:xhtml="http://www.w3.org/1999/xhtml">
          <url>
            <loc>https://www.news.example/az/a/</loc>
            <lastmod>2026-11-23T12:00:00+04:00</lastmod>
            <n:news>
              <n:publication><n:name>News</n:name><n:language>az</n:language></n:publication>
              <n:publication_date>2026-11-23</n:publication_date>
              <n:title>Şuşa &amp; Bakı</n:title>
              <n:keywords>Bakı, şəhər</n:keywords>
            </n:news>
            <xhtml:link rel="alternate" hreflang="az" href="https://www.news.example/az/a/"/>
            <xhtml:link rel="alternate" hreflang="ru" href="https://www.news.example/ru/a/"/>
            <xhtml:link rel="alternate" hreflang="x-default" href="https://www.news.example/"/>
          </url>
          <url><loc>https://other.example/b</loc></url>
          <url><lastmod>2026-11-23</lastmod></url>
          <url><loc>/c</loc><lastmod>yesterday</lastmod></url>
          <url><loc>/d</loc></url>
        </urlset>"#,
    );
    let meta = &articles[0].meta;
    assert_eq!(
        (articles[0].path.as_str(), meta.title.as_str(), meta.lang.as_str()),
        ("/az/a", "Şuşa & Bakı", "az")
    );
    assert_eq!(meta.published_at.unwrap().to_string(), "2026-11-22T20:00:00Z");
    assert_eq!(meta.updated_at.unwrap().to_string(), "2026-11-23T08:00:00Z");
    assert_eq!(texts(&meta.tags), ["Bakı", "şəhər"]);
    let translations: Vec<_> =
        meta.translations.iter().map(|(lang, url)| (lang.as_str(), url.as_str())).collect();
    assert_eq!(translations, [("ru", "https://www.news.example/ru/a/")]);
    assert_eq!((articles.len(), articles[1].path.as_str()), (2, "/d"));
    assert_eq!((tally.lines, tally.accepted), (5, 2));
    let reasons: Vec<DropReason> = tally.dropped.into_keys().collect();
    assert_eq!(reasons, [DropReason::Malformed, DropReason::MissingField, DropReason::Hostname]);
}

#[test]
fn an_rss_feed_tells_of_articles_with_their_words() {
    let (articles, tally) = read(
        r#"<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
              xmlns:media="http://search.yahoo.com/mrss/">
          <channel><title>News</title><link>https://news.example/</link><language>az-AZ</language>
            <item>
              <title><![CDATA[Rəy: "bəli" &nbsp; A&B]]></title>
              <link>https://news.example/az/a?utm_source=rss</link>
              <dc:creator>A. Quliyev</dc:creator><dc:creator>L. Əliyeva</dc:creator>
              <category>Siyasət</category><category>Bakı</category><category>Seçki</category>
              <media:keywords>Bakı, rəy</media:keywords>
              <pubDate>Mon, 23 Nov 2026 10:00:00 +0400</pubDate>
              <content:encoded><![CDATA[<p>Bir iki</p><p>üç</p><script>dörd()</script>]]></content:encoded>
            </item>
            <item><guid>https://news.example/b</guid><author>x@news.example (M. Həsənov)</author><pubDate>23 Nov 2026 06:00 GMT</pubDate></item>
            <item><guid isPermaLink="false">77</guid><title>no address</title></item>
          </channel></rss>"#,
    );
    let meta = &articles[0].meta;
    assert_eq!((articles[0].path.as_str(), meta.title.as_str()), ("/az/a", "Rəy: \"bəli\" A&B"));
    assert_eq!((meta.section.as_str(), meta.lang.as_str(), meta.word_count), ("Siyasət", "az-AZ", Some(3)));
    assert_eq!(texts(&meta.authors), ["A. Quliyev", "L. Əliyeva"]);
    assert_eq!(texts(&meta.tags), ["Bakı", "Seçki", "rəy"]);
    assert_eq!(meta.published_at.unwrap().to_string(), "2026-11-23T06:00:00Z");
    assert_eq!((articles[1].path.as_str(), texts(&articles[1].meta.authors)), ("/b", vec!["M. Həsənov"]));
    assert_eq!(articles[1].meta.published_at, meta.published_at);
    assert_eq!((tally.lines, tally.accepted, tally.dropped[&DropReason::MissingField]), (3, 2, 1));
}

#[test]
fn an_atom_feed_tells_of_entries() {
    let (articles, _) = read(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>News</title>
          <entry xml:lang="ru">
            <title type="html">&lt;b&gt;Шуша&lt;/b&gt; сегодня</title>
            <link rel="self" href="https://news.example/feed/1"/>
            <link href="https://news.example/ru/a"/><link rel="alternate" hreflang="az" href="https://news.example/az/a"/>
            <author><name>И. Иванов</name></author>
            <category term="culture" label="Культура"/><category term="Шуша"/>
            <published>2026-11-23T06:00:00Z</published><updated>2026-11-23T07:00:00Z</updated>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Раз <b>два</b></p><p>три</p></div></content>
          </entry>
          <entry><link href="/en/b"/><updated>2026-11-23T07:00:00Z</updated></entry></feed>"#,
    );
    let meta = &articles[0].meta;
    assert_eq!(
        (articles[0].path.as_str(), meta.title.as_str(), meta.lang.as_str()),
        ("/ru/a", "Шуша сегодня", "ru")
    );
    assert_eq!(
        (meta.section.as_str(), texts(&meta.tags), texts(&meta.authors)),
        ("Культура", vec!["Шуша"], vec!["И. Иванов"])
    );
    assert_eq!((meta.word_count, meta.translations["az"].as_str()), (Some(3), "https://news.example/az/a"));
    assert_eq!(meta.updated_at.unwrap().to_string(), "2026-11-23T07:00:00Z");
    assert_eq!((articles[1].path.as_str(), articles[1].meta.lang.as_str()), ("/en/b", "en"));
}

#[test]
fn a_feed_of_the_first_rss_is_read_too() {
    let (articles, _) = read(
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
              xmlns:d="http://purl.org/dc/elements/1.1/">
          <channel><title>News</title></channel>
          <item><title>A</title><link>https://news.example/a</link><d:date>2026-11-23T10:00:00+04:00</d:date></item></rdf:RDF>"#,
    );
    assert_eq!(articles[0].meta.published_at.unwrap().to_string(), "2026-11-23T06:00:00Z");
}

#[test]
fn what_cannot_be_read_is_told_with_its_line() {
    for (xml, words) in [
        ("", "line 1: the file has no element"),
        ("<rss>\n<channel>\n<item></channel></rss>", "line 3: "),
        ("<rss>\n<channel><item>", "line 2: the file ends before its elements do"),
        ("<rss>\n\n<channel>", "line 3: the file ends before its elements do"),
        ("<html><body/></html>", "`html` is none of `urlset`"),
        ("<rss><channel><item x=1></item></channel></rss>", "line 1: "),
        ("<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss/>", "iconv -f windows-1251 -t UTF-8"),
        (
            "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<rss><channel><item><title>&b;</title></item></channel></rss>",
            "declares entities of its own",
        ),
        (
            "<sitemapindex><sitemap><loc>https://news.example/1.xml</loc></sitemap></sitemapindex>",
            "download and import the files that it names: https://news.example/1.xml",
        ),
    ] {
        let told = fault(xml);
        assert!(told.contains(words), "{xml}: {told}");
    }
    assert!(fault(&format!("<rss>{}", "<a>".repeat(100))).contains("more than 64 deep"));
    let parts = "<a/>".repeat(60_000);
    assert!(fault(&format!("<rss><item>{parts}</item></rss>")).contains("more than 100000 parts"));
    let long = format!("<rss><item><title>{}", "x".repeat(17 << 20));
    let told = FeedReader::new(std::io::BufReader::new(long.as_bytes()), site());
    let told = told.unwrap().next().unwrap().unwrap_err().to_string();
    assert!(told.contains("longer than 16 MiB"), "{told}");
}

#[test]
fn unknown_entities_stay_as_they_are_written() {
    let (articles, _) = read("<rss><item><link>/a</link><title>A &foo; &#1041;</title></item></rss>");
    assert_eq!(articles[0].meta.title, "A &foo; Б");
}

#[test]
fn xml_is_told_from_other_files() {
    for (beginning, expect) in
        [(&b"\xEF\xBB\xBF \n<?xml"[..], true), (b"<rss", true), (b"url,title\n", false), (b"", false)]
    {
        assert_eq!(is_xml(beginning), expect);
    }
}

proptest! {
    #[test]
    fn no_file_breaks_the_reader(xml in "(<rss>|<urlset>|<feed>)?(<(item|url|link|a b='c')>|</(item|url)>|&[a-z#0-9]{0,4};?|[<>&a-z\\]\\[!-]){0,30}") {
        if let Ok(reader) = FeedReader::new(xml.as_bytes(), site()) {
            reader.take(100).for_each(drop);
        }
    }
}
