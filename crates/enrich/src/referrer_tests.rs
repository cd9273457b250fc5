//! Which referrer is which place.

use super::*;
use crate::campaign::mark_paid_click;

fn check(referrer: &str, name: &str, channel: Channel) {
    let parsed = parse_referrer(referrer);
    let source = find_source(parsed.as_ref(), false, &Utm::default());
    assert_eq!((source.name.as_str(), source.channel), (name, channel), "{referrer}");
}

#[test]
fn places_are_known_by_their_hosts() {
    check("", "", Channel::Direct);
    check("https://t.me/news/5", "Telegram", Channel::Messaging);
    check("android-app://org.telegram.messenger/", "Telegram", Channel::Messaging);
    check("android-app://org.telegram.messenger.web/", "Telegram", Channel::Messaging);
    check("https://l.facebook.com/l.php?u=x", "Facebook", Channel::Social);
    check("https://m.vk.com/", "VK", Channel::Social);
    check("https://ok.ru/feed", "Odnoklassniki", Channel::Social);
    check("https://t.co/abc", "X (Twitter)", Channel::Social);
    check("https://www.google.com/", "Google", Channel::Search);
    check("https://www.google.az/search?q=x", "Google", Channel::Search);
    check("https://www.google.co.uk/", "Google", Channel::Search);
    check("https://www.google.com.tr/", "Google", Channel::Search);
    check("https://news.google.com/articles/x", "Google News", Channel::News);
    check("android-app://com.google.android.googlequicksearchbox/", "Google Discover", Channel::News);
    check("https://yandex.com.tr/", "Yandex", Channel::Search);
    check("https://ya.ru/", "Yandex", Channel::Search);
    check("https://dzen.ru/news", "Dzen", Channel::News);
    check("https://news.yandex.ru/", "Yandex News", Channel::News);
    check("https://x.com/i/grok", "Grok", Channel::Ai);
    check("https://x.com/i/grokking", "X (Twitter)", Channel::Social);
    check("https://mail.yandex.ru/", "Yandex Mail", Channel::Newsletter);
    check("https://chatgpt.com/", "ChatGPT", Channel::Ai);
    check("https://www.perplexity.ai/search/x", "Perplexity", Channel::Ai);
    check("https://gemini.google.com/app", "Google Gemini", Channel::Ai);
    check("https://copilot.microsoft.com/", "Microsoft Copilot", Channel::Ai);
}

#[test]
fn a_stranger_goes_by_its_host_and_look_alikes_are_strangers() {
    check("https://www.indiehackers.com/page?x=1#y", "indiehackers.com", Channel::Referral);
    check("https://notwikipedia.org/", "notwikipedia.org", Channel::Referral);
    check("https://google.evil.example/", "google.evil.example", Channel::Referral);
    check("https://xt.me/", "xt.me", Channel::Referral);
    check("https://search.portal.example/", "search.portal.example", Channel::Search);
    check("https://mastodon.town.example/", "mastodon.town.example", Channel::Social);
    check("https://research.example/", "research.example", Channel::Referral);
    check("https://www.pewresearch.org/", "pewresearch.org", Channel::Referral);
    check("https://webmail.example/", "webmail.example", Channel::Referral);
    check("https://webmail.uni.example/", "webmail.uni.example", Channel::Newsletter);
    check("android-app://org.telegram.messenger.beta/", "Telegram", Channel::Messaging);
    check("android-app://some.android.app/", "android-app://some.android.app", Channel::Referral);
    for no_page in ["ftp://wat", "about:blank", "nonsense", "/relative"] {
        check(no_page, "", Channel::Direct);
    }
}

#[test]
fn only_host_and_path_are_kept() {
    for (given, kept) in [
        ("https://facebook.com/page/", "facebook.com/page"),
        ("https://www.indiehackers.com/page?query=param#hash", "indiehackers.com/page"),
        ("https://t.me", "t.me"),
        ("android-app://com.reddit.frontpage", "android-app://com.reddit.frontpage"),
        ("https://user:secret@a.b/c", "a.b/c"),
    ] {
        assert_eq!(parse_referrer(given).unwrap().page, kept);
    }
}

#[test]
fn own_pages_are_internal_unless_a_campaign_says_otherwise() {
    let own = parse_referrer("https://news.example/");
    assert_eq!(find_source(own.as_ref(), true, &Utm::default()).channel, Channel::Internal);
    let utm = Utm { source: "telegram".into(), ..Utm::default() };
    assert_eq!(find_source(own.as_ref(), true, &utm).channel, Channel::Messaging);
}

fn check_campaign(source: &str, medium: &str, referrer: &str, name: &str, channel: Channel) {
    let utm = Utm { source: source.into(), medium: medium.into(), ..Utm::default() };
    let found = find_source(parse_referrer(referrer).as_ref(), false, &utm);
    assert_eq!((found.name.as_str(), found.channel), (name, channel), "{source} {medium} {referrer}");
}

#[test]
fn campaigns_win_over_the_referrer() {
    check_campaign("tg", "", "", "Telegram", Channel::Messaging);
    check_campaign("FB", "", "https://t.me", "Facebook", Channel::Social);
    check_campaign("chatgpt.com", "", "", "ChatGPT", Channel::Ai);
    check_campaign("betalist", "", "https://betalist.com/x", "betalist", Channel::Campaign);
    check_campaign("Newsletter-UK", "", "", "Newsletter-UK", Channel::Newsletter);
    check_campaign("daily", "email", "", "daily", Channel::Newsletter);
    check_campaign("partner", "social", "", "partner", Channel::Social);
    check_campaign("facebook", "cpc", "", "Facebook", Channel::Campaign);
    check_campaign("Facebook-Ads", "", "", "Facebook", Channel::Campaign);
    check_campaign("yandex", "direct", "", "Yandex", Channel::Search);
    check_campaign("telegram", "social", "", "Telegram", Channel::Messaging);
    check_campaign("channel", "telegram", "", "channel", Channel::Messaging);
    check_campaign("mail", "", "", "mail", Channel::Campaign);
    check_campaign("", "banner", "https://a.b/", "a.b", Channel::Campaign);
}

#[test]
fn a_click_id_marks_a_paid_visit_of_its_own_place_only() {
    for (click_id, referrer, source, medium, expect) in [
        ("gclid", "https://www.google.az/", "", "", ("(gclid)", "Google", Channel::Campaign)),
        ("wbraid", "https://google.com/", "", "", ("(gclid)", "Google", Channel::Campaign)),
        ("gbraid", "", "google", "", ("(gclid)", "Google", Channel::Campaign)),
        ("msclkid", "https://www.bing.com/", "", "", ("(msclkid)", "Bing", Channel::Campaign)),
        ("gclid", "https://duckduckgo.com/", "", "", ("", "DuckDuckGo", Channel::Search)),
        ("gclid", "https://www.bing.com/", "", "", ("", "Bing", Channel::Search)),
        ("gclid", "https://www.google.com/", "", "organic", ("organic", "Google", Channel::Search)),
        ("gclid", "", "", "", ("", "", Channel::Direct)),
        ("fbclid", "https://l.facebook.com/", "", "", ("", "Facebook", Channel::Social)),
    ] {
        let mut utm =
            Utm { source: source.into(), medium: medium.into(), click_id: click_id.into(), ..Utm::default() };
        let referrer = parse_referrer(referrer);
        mark_paid_click(referrer.as_ref(), &mut utm);
        let found = find_source(referrer.as_ref(), false, &utm);
        assert_eq!(
            (utm.medium.as_str(), found.name.as_str(), found.channel),
            expect,
            "{click_id} {referrer:?}"
        );
    }
}
