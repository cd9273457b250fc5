//! From a user agent string to browser, system, device, and whether a machine made it.
//!
//! ```text
//! text ─▶ machine (vocabulary, ai, shape) ─▶ verdict ─┐
//!      ─▶ rules of uap-core, if there are any ────────┼─▶ families ─▶ Agent
//!      ─▶ built_in (tables), product ─────────────────┘
//! ```

mod ai;
mod built_in;
mod families;
mod machine;
mod product;
mod rule_file;
mod rules;
mod shape;
mod tables;
mod version;
mod vocabulary;

use smol_str::SmolStr;
use tiraj_model::{BotReason, Device, Verdict};

pub use ai::ai_company;
pub use families::{shown_browser, shown_system};

use built_in::{is_common, is_ios_as_mac, read_browser, read_device, read_relative, read_system};
use machine::{Judgement, judge_name};
use product::{Product, name_machine};
use rules::Found;
pub(crate) use rules::Rules;

/// What is read of a user agent that is longer; browsers' own are below 300 bytes, those of programs that show pages
/// below 700.
const MAX_READ: usize = 1_024;

/// What a user agent says of its device. Texts are empty where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// Browser family; for a machine, the name that it gives itself.
    pub browser: SmolStr,
    /// Its version, major and minor.
    pub browser_version: SmolStr,
    /// Operating system family.
    pub os: SmolStr,
    /// Its version, major and minor.
    pub os_version: SmolStr,
    /// Size class.
    pub device: Device,
    /// Person or machine.
    pub verdict: Verdict,
}

impl Agent {
    const fn blank(verdict: Verdict) -> Self {
        const NONE: SmolStr = SmolStr::new_static("");
        Self {
            browser: NONE,
            browser_version: NONE,
            os: NONE,
            os_version: NONE,
            device: Device::Unknown,
            verdict,
        }
    }
}

/// Reads a user agent by the rules, or without any by the built-in tables. `None` is one that nobody recorded, which
/// says nothing against a person.
pub(crate) fn read_agent(user_agent: Option<&str>, rules: Option<&Rules>) -> Agent {
    let Some(text) = user_agent else { return Agent::blank(Verdict::Human) };
    let text = clip(text).trim();
    if matches!(text, "" | "-") {
        return Agent::blank(Verdict::Bot(BotReason::Empty));
    }
    let judgement = machine::judge_agent(text);
    let found = rules.map(|rules| rules.read(text));
    let (browser, browser_version) = choose_browser(text, &judgement, found.as_ref());
    let (os, os_version) = match found {
        Some(found) if !is_ios_as_mac(text) => (SmolStr::new(shown_system(&found.os)), found.os_version),
        _ => read_system(text),
    };
    Agent { browser, browser_version, os, os_version, device: read_device(text), verdict: judgement.verdict }
}

/// What is read of a user agent: the rest of a longer one is not looked at.
pub(crate) fn clip(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_READ)]
}

/// The browser, as the rules have it where they know more than the tables do; a machine goes by its own name.
fn choose_browser(text: &str, judgement: &Judgement, found: Option<&Found>) -> Product {
    if let Some(name) = judgement.ai {
        return (SmolStr::new_static(name), version_of(text, name));
    }
    let by_rules =
        found.map(|found| (SmolStr::new(shown_browser(&found.browser)), found.browser_version.clone()));
    let by_rules = by_rules.filter(|(name, _)| may_be_kept(name));
    if judgement.verdict != Verdict::Human {
        return choose_machine(text, judgement, by_rules);
    }
    match by_rules {
        Some(known) if !is_common(&known.0) => known,
        Some(common) if !common.0.is_empty() => read_relative(text, &common.0).unwrap_or(common),
        _ => read_browser(text),
    }
}

fn choose_machine(text: &str, judgement: &Judgement, by_rules: Option<Product>) -> Product {
    let telling =
        |(name, _): &Product| !is_common(name) && (judge_name(name).is_some() || !tables::has_browser(name));
    if let Some(known) = by_rules.as_ref().filter(|known| telling(known)) {
        return known.clone();
    }
    let (name, version) = name_machine(text, judgement.word);
    if name.is_empty() {
        return by_rules.unwrap_or_else(|| read_browser(text));
    }
    (SmolStr::new(shown_browser(&name)), version)
}

fn version_of(text: &str, name: &str) -> SmolStr {
    let at = text.to_ascii_lowercase().find(&name.to_ascii_lowercase());
    let rest = at.and_then(|at| text.get(at + name.len()..)).unwrap_or_default();
    version::read_version(rest.trim_start_matches(['/', ' ', 'v']))
}

/// Whether a name that was cut out of a user agent is one: short and without marks that no name has.
fn may_be_kept(name: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || " -_.,!&'()+/:%*".contains(c);
    name.len() <= 64 && name.chars().all(plain)
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
            judge_name(browser).map_or(verdict, Verdict::Bot)
        }
        Verdict::Bot(_) => verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_agent(user_agent: Option<&str>) -> Agent {
        super::read_agent(user_agent, None)
    }

    fn judge_agent(user_agent: Option<&str>) -> Verdict {
        read_agent(user_agent).verdict
    }

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
    fn an_unrecorded_agent_is_not_an_empty_one() {
        assert_eq!(judge_agent(None), Verdict::Human);
    }

    #[test]
    fn long_and_strange_agents_are_read_without_fuss() {
        for user_agent in ["я ".repeat(5_000), "(Chrome/".into(), "(Chrome/..__".into(), "(((".into()] {
            assert!(read_agent(Some(&user_agent)).os.is_empty());
        }
    }
}
