//! From a user agent string to browser, system, device, and whether a machine made it.

use smol_str::{SmolStr, format_smolstr};
use tiraj_model::{BotReason, Device, Verdict};

use super::agent_tables::{AI_AGENTS, BROWSERS, DEVICES, INNOCENT, MACHINES, SYSTEMS, WINDOWS_VERSIONS};

/// What is read of a user agent that is longer; browsers' own are below 300 bytes.
const MAX_READ: usize = 1_024;

/// What a user agent says of its device. Texts are empty where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// Browser family.
    pub browser: SmolStr,
    /// Its version, major and minor.
    pub browser_version: SmolStr,
    /// Operating system family.
    pub os: SmolStr,
    /// Its version.
    pub os_version: SmolStr,
    /// Size class.
    pub device: Device,
    /// Person or machine.
    pub verdict: Verdict,
}

/// Reads a user agent; `None` is one that nobody recorded.
#[must_use]
pub(crate) fn read_agent(user_agent: Option<&str>) -> Agent {
    let verdict = judge_agent(user_agent);
    let text = clip(user_agent.unwrap_or_default());
    let (browser, browser_version) = read_browser(text);
    let (os, os_version) = find_family(text, SYSTEMS);
    let os_version = match os {
        // Its mark comes after a blank and is not a version.
        "Windows" => windows_version(&os_version),
        _ => os_version,
    };
    let device = DEVICES.iter().find(|(token, _)| text.contains(token));
    Agent {
        browser: SmolStr::new_static(browser),
        browser_version,
        os: SmolStr::new_static(os),
        os_version,
        device: device.map_or(Device::Unknown, |(_, device)| *device),
        verdict,
    }
}

/// Judges the maker of a user agent: `None` where no user agent was recorded, which says nothing against a person.
#[must_use]
fn judge_agent(user_agent: Option<&str>) -> Verdict {
    let Some(text) = user_agent else { return Verdict::Human };
    if matches!(text.trim(), "" | "-") {
        return Verdict::Bot(BotReason::Empty);
    }
    let mut lower = clip(text).to_ascii_lowercase();
    for word in INNOCENT {
        if lower.contains(word) {
            lower = lower.replace(word, "");
        }
    }
    match find_machine(&lower) {
        Some(reason) => Verdict::Bot(reason),
        None if is_bare_product(&lower) => Verdict::Bot(BotReason::Library),
        None => Verdict::Human,
    }
}

fn find_machine(lower: &str) -> Option<BotReason> {
    if AI_AGENTS.iter().any(|(name, _)| lower.contains(&name.to_ascii_lowercase())) {
        return Some(BotReason::Ai);
    }
    MACHINES.iter().find(|(token, _)| lower.contains(token)).map(|(_, reason)| *reason)
}

/// The verdict by today's rules on an agent of which only the browser's name and the verdict of its day are stored.
///
/// A name that today's rules know for a machine's makes its events a machine's, for today's reason. Nothing else of a
/// user agent is kept, so every other verdict stays as it was: what was seen in the rest of the agent, in its absence,
/// in the address or in the rate cannot be seen again.
#[must_use]
pub fn judge_stored(browser: &str, verdict: Verdict) -> Verdict {
    use BotReason::{Ai, Automated, Declared, Library};
    match verdict {
        Verdict::Human | Verdict::Bot(Ai | Automated | Declared | Library) => {
            find_machine(&browser.to_ascii_lowercase()).map_or(verdict, Verdict::Bot)
        }
        Verdict::Bot(_) => verdict,
    }
}

/// The company behind an AI crawler or fetcher, by the name that is stored in the browser's place.
#[must_use]
pub fn ai_company(browser: &str) -> Option<&'static str> {
    let known = AI_AGENTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(browser));
    known.map(|(_, company)| *company)
}

/// Whether a user agent is a name and a version and nothing else, as programs send it; browsers name their system.
fn is_bare_product(text: &str) -> bool {
    let text = text.trim();
    !text.contains([' ', '(']) && !text.starts_with("mozilla/") && !text.starts_with("opera/")
}

fn clip(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_READ)]
}

fn read_browser(text: &str) -> (&'static str, SmolStr) {
    let (family, version) = find_family(text, BROWSERS);
    match family {
        // `Version/` alone is an old Android's own browser or an application that shows pages.
        "Safari" if !text.contains("Safari/") => ("", SmolStr::default()),
        "Safari" if text.contains("Android") => ("Android Browser", version),
        "" if text.contains("AppleWebKit/") && text.contains("Mobile/") => ("iOS App", SmolStr::default()),
        _ => (family, version),
    }
}

/// The first family whose token occurs, and the version that follows it.
fn find_family(text: &str, families: &[(&str, &'static str)]) -> (&'static str, SmolStr) {
    families
        .iter()
        .find_map(|(token, family)| {
            let at = text.find(token)?;
            Some((*family, read_version(&text[at + token.len()..])))
        })
        .unwrap_or_default()
}

/// The major and minor part of the version that a text begins with; `_` separates like `.`.
fn read_version(text: &str) -> SmolStr {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(text.len());
    let mut parts = text[..end].split(['.', '_']).filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) => format_smolstr!("{major}.{minor}"),
        (Some(major), None) => SmolStr::new(major),
        _ => SmolStr::default(),
    }
}

fn windows_version(kernel: &str) -> SmolStr {
    let known = WINDOWS_VERSIONS.iter().find(|(number, _)| *number == kernel);
    SmolStr::new(known.map_or(kernel, |(_, name)| *name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAC_CHROME: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_4) AppleWebKit/537.36 (KHTML, like Gecko) \
                              Chrome/70.0.3538.110 Safari/537.36";

    fn check(user_agent: &str, expect: [&str; 5]) {
        let agent = read_agent(Some(user_agent));
        let found =
            [&agent.browser, &agent.browser_version, &agent.os, &agent.os_version, agent.device.as_str()];
        assert_eq!(found, expect, "{user_agent}");
        assert_eq!(judge_agent(Some(user_agent)), Verdict::Human, "{user_agent}");
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
            assert_eq!(judge_agent(Some(user_agent)), Verdict::Bot(reason), "{user_agent}");
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
    fn companies_are_known_by_their_crawlers() {
        assert_eq!(ai_company("GPTBot"), Some("OpenAI"));
        assert_eq!(ai_company("Chrome"), None);
    }

    #[test]
    fn an_unrecorded_agent_is_not_an_empty_one() {
        assert_eq!(judge_agent(None), Verdict::Human);
    }

    #[test]
    fn long_and_strange_agents_are_read_without_fuss() {
        for user_agent in ["я ".repeat(5_000), "(Chrome/".into(), "(Chrome/..__".into(), "(((".into()] {
            assert!(read_agent(Some(&user_agent)).os.is_empty());
            assert_eq!(judge_agent(Some(&user_agent)), Verdict::Human);
        }
    }
}
