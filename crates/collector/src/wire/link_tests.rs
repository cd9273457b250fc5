//! The links that stand under articles.

use tiraj_model::ShareNetwork;

use super::Link;

/// `share NETWORK`, `follow NETWORK`, `outbound` or `nothing`.
#[track_caller]
fn check(link: &str, expect: &str) {
    let found = match Link::read(link) {
        Some(Link::Share(network)) => format!("share {network}"),
        Some(Link::Follow { network, .. }) => format!("follow {network}"),
        Some(Link::Outbound { .. }) => "outbound".into(),
        None => "nothing".into(),
    };
    assert_eq!(found, expect, "{link}");
}

#[test]
fn share_links_are_known_by_their_network() {
    for (link, network) in [
        (
            "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fnews.example%2Fa",
            ShareNetwork::Facebook,
        ),
        ("https://az-az.facebook.com/sharer.php?u=x", ShareNetwork::Facebook),
        ("https://m.facebook.com/v19.0/dialog/share?app_id=1&href=x", ShareNetwork::Facebook),
        ("https://twitter.com/intent/tweet?url=x", ShareNetwork::X),
        ("https://x.com/intent/post?url=x", ShareNetwork::X),
        ("https://twitter.com/share?url=x", ShareNetwork::X),
        ("https://t.me/share/url?url=x", ShareNetwork::Telegram),
        ("https://telegram.me/share?url=x", ShareNetwork::Telegram),
        ("tg://msg_url?url=x", ShareNetwork::Telegram),
        ("https://wa.me/?text=x", ShareNetwork::Whatsapp),
        ("https://api.whatsapp.com/send?text=x", ShareNetwork::Whatsapp),
        ("https://api.whatsapp.com/send?phone=&text=x", ShareNetwork::Whatsapp),
        ("whatsapp://send?text=x", ShareNetwork::Whatsapp),
        ("https://www.linkedin.com/sharing/share-offsite/?url=x", ShareNetwork::Linkedin),
        ("https://www.linkedin.com/shareArticle?mini=true&url=x", ShareNetwork::Linkedin),
        ("https://vk.com/share.php?url=x", ShareNetwork::Vk),
        ("https://connect.ok.ru/offer?url=x", ShareNetwork::Ok),
        ("https://connect.ok.ru/dk?st.cmd=WidgetSharePreview&st.shareUrl=x", ShareNetwork::Ok),
        ("viber://forward?text=x", ShareNetwork::Viber),
        ("mailto:?subject=x&body=y", ShareNetwork::Email),
        ("https://www.reddit.com/submit?url=x", ShareNetwork::Other),
        ("https://pinterest.com/pin/create/button/?url=x", ShareNetwork::Other),
    ] {
        check(link, &format!("share {network}"));
    }
}

#[test]
fn channels_pages_and_applications_are_followed() {
    for (link, network) in [
        ("https://t.me/newsexample", "telegram"),
        ("https://t.me/s/newsexample", "telegram"),
        ("https://t.me/+AbCdEf", "telegram"),
        ("tg://resolve?domain=newsexample", "telegram"),
        ("https://www.youtube.com/@news.example", "youtube"),
        ("https://youtube.com/channel/UC123?sub_confirmation=1", "youtube"),
        ("https://www.instagram.com/news.example/?igsh=1", "instagram"),
        ("https://www.facebook.com/news.example", "facebook"),
        ("https://www.facebook.com/profile.php?id=100", "facebook"),
        ("https://x.com/news_example", "x"),
        ("https://twitter.com/intent/follow?screen_name=n", "x"),
        ("https://whatsapp.com/channel/0029", "whatsapp"),
        ("https://www.linkedin.com/company/news-example/", "linkedin"),
        ("https://vk.com/newsexample", "vk"),
        ("https://ok.ru/group/123", "ok"),
        ("viber://pa?chatURI=news", "viber"),
        ("https://www.tiktok.com/@news", "tiktok"),
        ("https://apps.apple.com/az/app/news/id123", "app_store"),
        ("https://play.google.com/store/apps/details?id=az.news", "google_play"),
        ("https://news.google.com/publications/CAAq", "google_news"),
    ] {
        check(link, &format!("follow {network}"));
    }
}

#[test]
fn what_merely_looks_alike_just_leads_away() {
    for link in [
        "https://t.me/newsexample/123",
        "https://www.youtube.com/watch?v=1",
        "https://www.instagram.com/p/abc/",
        "https://www.facebook.com/share/p/1AbC/",
        "https://www.facebook.com/photo.php?fbid=1",
        "https://x.com/somebody/status/123",
        "https://wa.me/994500000000",
        "https://vk.com/wall-1_2",
        "https://netflix.com/share?x=1",
        "https://example.org/market-share",
        "https://example.org/?u=https://t.me/share/url",
        "https://www.apple.com/iphone",
        "https://t.co/abc",
    ] {
        check(link, "outbound");
    }
}

#[test]
fn what_leads_nowhere_is_nothing() {
    for link in ["", "#", "tel:+994", "mailto:editor@news.example", "javascript:void(0)", "viber://settings"]
    {
        check(link, "nothing");
    }
}

#[test]
fn of_a_link_that_leads_away_the_query_is_not_kept() {
    let address = "example.org/a/b".to_owned();
    assert_eq!(Link::read("https://example.org/a/b?reader=7#c"), Some(Link::Outbound { address }));
}
