//! User agents as they are met, and what is read of them.

use super::*;

fn read(user_agent: &str) -> Agent {
    read_agent(Some(user_agent), None)
}

const MAC_CHROME: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_4) AppleWebKit/537.36 (KHTML, like Gecko) \
                          Chrome/70.0.3538.110 Safari/537.36";

fn check(user_agent: &str, expect: [&str; 5]) {
    let agent = read(user_agent);
    let found = [&agent.browser, &agent.browser_version, &agent.os, &agent.os_version, agent.device.as_str()];
    assert_eq!(found, expect, "{user_agent}");
    assert_eq!(agent.verdict, Verdict::Human, "{user_agent}");
}

#[test]
fn browsers_are_read() {
    check(MAC_CHROME, ["Chrome", "70.0", "Mac", "10.13", "desktop"]);
    check(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 \
         Safari/537.36 Edg/142.0.0.0",
        ["Microsoft Edge", "142.0", "Windows", "10", "desktop"],
    );
    check(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
         Version/18.1 Mobile/15E148 Safari/604.1",
        ["Safari", "18.1", "iOS", "18.1", "mobile"],
    );
    check(
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 YaBrowser/24.4 \
         Mobile Safari/537.36",
        ["Yandex Browser", "24.4", "Android", "10", "mobile"],
    );
    check(
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
        ["Firefox", "132.0", "Ubuntu", "", "desktop"],
    );
    check(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
         Mobile/15E148 [FBAN/FBIOS;FBAV/480.0.0.33;FBDV/iPhone13,2]",
        ["Facebook", "480.0", "iOS", "17.5", "mobile"],
    );
    check(
        "Mozilla/5.0 (Linux; Android 11; CUBOT X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 \
         Mobile Safari/537.36",
        ["Chrome", "120.0", "Android", "11", "mobile"],
    );
}

const ANDROID: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) \
                       Version/4.0 Chrome/143.0.0.0 Mobile Safari/537.36";

#[test]
fn programs_that_show_pages_are_known() {
    for (mark, browser, version) in [
        ("", "Mobile App", "143.0"),
        (" Instagram 333.0.0.42.91 Android (31/12; 280dpi)", "Instagram", "333.0"),
        (" [FB_IAB/FB4A;FBAV/492.0.0.34.85;FBCR/Scanbot;]", "Facebook", "492.0"),
        (" Telegram-Android/11.2.3 (Pixel 8; Android 14; SDK 34)", "Telegram", "11.2"),
        (" VKAndroidApp/8.50-1234", "VK", "8.50"),
        (" trill_2023403040 BytedanceWebview/d8a21c6", "TikTok", "2023403040"),
        (" GSA/15.1.2", "Google App", "15.1"),
        (" YaApp_Android/24.10 YaSearchBrowser/24.10", "Yandex Browser", "24.10"),
    ] {
        check(&format!("{ANDROID}{mark}"), [browser, version, "Android", "14", "mobile"]);
    }
}

#[test]
fn devices_are_told_by_size() {
    for (system, os, device) in [
        ("Linux; Android 13; SM-X200", "Android", "tablet"),
        ("Linux; Android 13; SM-A536B) Mobile (", "Android", "mobile"),
        ("Linux; Android 11; BRAVIA 4K UR3", "Android", "tv"),
        ("Linux; Android 9; AFTMM", "Android", "tv"),
        ("Web0S; Linux/SmartTV", "webOS", "tv"),
        ("SMART-TV; Linux; Tizen 6.0", "Tizen", "tv"),
        ("iPad; CPU OS 17_1 like Mac OS X", "iOS", "tablet"),
        ("X11; CrOS x86_64 14541.0.0", "Chrome OS", "desktop"),
        ("Windows NT 10.0; Win64; x64; Tablet PC 2.0", "Windows", "desktop"),
    ] {
        let agent =
            read(&format!("Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36"));
        assert_eq!([agent.os.as_str(), agent.device.as_str()], [os, device], "{system}");
    }
}

#[test]
fn machines_go_by_their_own_names() {
    for (user_agent, name, version) in [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot", "2.1"),
        ("TelegramBot (like TwitterBot)", "TelegramBot", ""),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0.0.0 Safari/537.36", "HeadlessChrome", "120.0"),
        ("curl/8.5.0", "curl", "8.5"),
    ] {
        let agent = read(user_agent);
        assert_eq!([agent.browser.as_str(), agent.browser_version.as_str()], [name, version], "{user_agent}");
    }
}

#[test]
fn agents_of_ai_companies_are_named() {
    for (user_agent, name, version, company) in [
        ("Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)", "GPTBot", "1.2", "OpenAI"),
        (
            "Mozilla/5.0 (compatible; Claude-User/1.0; +Claude-User@anthropic.com)",
            "Claude-User",
            "1.0",
            "Anthropic",
        ),
        (
            "Mozilla/5.0 (Linux; Android 5.0) (compatible; Bytespider; x@y.example)",
            "Bytespider",
            "",
            "ByteDance",
        ),
        ("meta-externalagent/1.1 (+https://developers.facebook.com)", "meta-externalagent", "1.1", "Meta"),
        ("GoogleOther-Image/1.0", "GoogleOther-Image", "1.0", "Google"),
    ] {
        let agent = read(user_agent);
        assert_eq!(agent.verdict, Verdict::Bot(BotReason::Ai), "{user_agent}");
        assert_eq!([agent.browser.as_str(), agent.browser_version.as_str()], [name, version], "{user_agent}");
        assert_eq!(ai_company(&agent.browser), Some(company));
    }
}

#[test]
fn an_unknown_program_keeps_its_product() {
    check("OurNews/3.2.1 (iPhone; iOS 18.0; Scale/3.00)", ["OurNews", "3.2", "iOS", "18.0", "mobile"]);
}

#[test]
fn machines_say_what_they_are() {
    use BotReason::{Automated, Declared, Empty, Library};
    for (user_agent, reason) in [
        ("", Empty),
        ("-", Empty),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", Declared),
        ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", Declared),
        ("TelegramBot (like TwitterBot)", Declared),
        ("WhatsApp/2.23.20.0", Declared),
        ("curl/8.5.0", Library),
        ("python-requests/2.31.0", Library),
        ("Go-http-client/1.1", Library),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0.0.0 Safari/537.36",
            Automated,
        ),
    ] {
        assert_eq!(read(user_agent).verdict, Verdict::Bot(reason), "{user_agent}");
    }
}

#[test]
fn a_stored_name_is_judged_again() {
    let declared = Verdict::Bot(BotReason::Declared);
    assert_eq!(judge_stored("GPTBot", declared), Verdict::Bot(BotReason::Ai));
    assert_eq!(judge_stored("NewsCrawler", Verdict::Human), declared);
    assert_eq!(judge_stored("Chrome", Verdict::Human), Verdict::Human);
    assert_eq!(judge_stored("Chrome", declared), declared);
    let rate = Verdict::Bot(BotReason::Rate);
    assert_eq!(judge_stored("NewsCrawler", rate), rate);
}

#[test]
fn an_unrecorded_agent_is_not_an_empty_one() {
    assert_eq!(read_agent(None, None), Agent::blank(Verdict::Human));
}

#[test]
fn long_and_strange_agents_are_read_without_fuss() {
    for user_agent in ["я ".repeat(5_000), "(Chrome/".into(), "(Chrome/..__".into(), "(((".into()] {
        assert!(read(&user_agent).os.is_empty());
    }
}

#[test]
fn no_mixture_of_marks_and_letters_is_too_much() {
    let pieces = [
        "Mozilla/5.0",
        "(",
        ")",
        ";",
        " ",
        "\u{a0}",
        "\u{3000}",
        "/",
        "bot",
        "Б",
        "compatible;",
        "like Gecko)",
        "Safari/",
        "Chrome/",
        "@",
        ".",
        "http://",
        "[FB",
        "|",
        "v1.2",
        "🦀",
        "Version/",
        "Android",
        "crawler",
        "_",
        "GPTBot",
        "-",
    ];
    let mut state = 1_u64;
    for _ in 0..3_000 {
        let mut text = String::new();
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        assert!(read(&text).browser.len() <= MAX_NAME_STORED, "{text}");
    }
}
