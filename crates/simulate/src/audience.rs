//! The readers: who comes on a day, with which device, from where.

use rand::{RngExt, SeedableRng};
use smol_str::SmolStr;
use tiraj_model::{Device, Event, ReaderId};

use crate::draw::{Dice, by_weight, mix};
use crate::language::Lang;
use crate::schedule::Slot;

/// Events of an average reader on a day.
const EVENTS_A_READER: f64 = 6.0;
/// How many readers ask not to be linked (GPC, DNT).
const UNLINKED: f64 = 0.04;

/// A reader on one day: the same one has the same device and place all day, and is a stranger tomorrow.
#[derive(Debug)]
pub(crate) struct Reader {
    id: Option<ReaderId>,
    kit: &'static Kit,
    place: &'static Place,
}

/// A device and what runs on it.
#[derive(Debug)]
struct Kit {
    device: Device,
    os: [&'static str; 2],
    browser: [&'static str; 2],
}

/// Country, region and city.
type Place = [&'static str; 3];

const fn kit(device: Device, os: [&'static str; 2], browser: [&'static str; 2]) -> Kit {
    Kit { device, os, browser }
}

/// Named as admission names them; Chrome and its kin on Android say 10 whatever the version is.
const KITS: &[(u32, Kit)] = &[
    (300, kit(Device::Mobile, ["Android", "10"], ["Chrome", "142.0"])),
    (90, kit(Device::Mobile, ["Android", "10"], ["Chrome", "139.0"])),
    (62, kit(Device::Mobile, ["Android", "10"], ["Samsung Browser", "28.0"])),
    (14, kit(Device::Mobile, ["Android", "10"], ["Opera", "92.0"])),
    (170, kit(Device::Mobile, ["iOS", "18.6"], ["Safari", "18.6"])),
    (58, kit(Device::Mobile, ["iOS", "26.1"], ["Safari", "26.1"])),
    (22, kit(Device::Mobile, ["iOS", "18.6"], ["Chrome", "142.0"])),
    (140, kit(Device::Desktop, ["Windows", "10"], ["Chrome", "142.0"])),
    (38, kit(Device::Desktop, ["Windows", "10"], ["Microsoft Edge", "142.0"])),
    (20, kit(Device::Desktop, ["Windows", "10"], ["Firefox", "145.0"])),
    (14, kit(Device::Desktop, ["Windows", "10"], ["Yandex Browser", "25.10"])),
    (26, kit(Device::Desktop, ["Mac", "10.15"], ["Safari", "18.6"])),
    (14, kit(Device::Desktop, ["Mac", "10.15"], ["Chrome", "142.0"])),
    (8, kit(Device::Desktop, ["GNU/Linux", ""], ["Firefox", "145.0"])),
    (14, kit(Device::Tablet, ["iOS", "18.6"], ["Safari", "18.6"])),
    (10, kit(Device::Tablet, ["Android", "10"], ["Chrome", "142.0"])),
];

/// Where the readers of each language are, in the order of [`Lang::ALL`].
const PLACES: [&[(u32, Place)]; 3] = [
    &[
        (560, ["AZ", "AZ-BA", "Baku"]),
        (60, ["AZ", "AZ-GA", "Ganja"]),
        (55, ["AZ", "AZ-SM", "Sumqayit"]),
        (24, ["AZ", "AZ-MI", "Mingachevir"]),
        (20, ["AZ", "AZ-LA", "Lankaran"]),
        (14, ["AZ", "AZ-NX", "Nakhchivan"]),
        (70, ["TR", "TR-34", "Istanbul"]),
        (44, ["RU", "RU-MOW", "Moscow"]),
        (30, ["DE", "DE-BE", "Berlin"]),
        (22, ["GE", "GE-TB", "Tbilisi"]),
        (22, ["US", "US-NY", "New York"]),
        (18, ["GB", "GB-ENG", "London"]),
    ],
    &[
        (480, ["AZ", "AZ-BA", "Baku"]),
        (24, ["AZ", "AZ-SM", "Sumqayit"]),
        (170, ["RU", "RU-MOW", "Moscow"]),
        (52, ["RU", "RU-SPE", "St Petersburg"]),
        (60, ["KZ", "KZ-75", "Almaty"]),
        (40, ["UA", "UA-30", "Kyiv"]),
        (36, ["GE", "GE-TB", "Tbilisi"]),
        (30, ["IL", "IL-TA", "Tel Aviv"]),
        (30, ["DE", "DE-BE", "Berlin"]),
    ],
    &[
        (250, ["AZ", "AZ-BA", "Baku"]),
        (160, ["US", "US-NY", "New York"]),
        (70, ["US", "US-CA", "San Francisco"]),
        (130, ["GB", "GB-ENG", "London"]),
        (70, ["TR", "TR-34", "Istanbul"]),
        (60, ["DE", "DE-BE", "Berlin"]),
        (40, ["IN", "IN-DL", "Delhi"]),
        (30, ["AE", "AE-DU", "Dubai"]),
        (30, ["FR", "FR-IDF", "Paris"]),
    ],
];

impl Reader {
    /// One of a day's readers of a language. Some come again and again: the first hundredth of them makes a
    /// tenth of the visits.
    pub(crate) fn draw(slot: &Slot, lang: Lang, dice: &mut Dice) -> Self {
        let all: f64 = Lang::ALL.iter().map(|lang| lang.coverage() * lang.reach()).sum();
        let share = lang.coverage() * lang.reach() / all;
        let readers = (slot.events_of_day as f64 * share / EVENTS_A_READER).max(1.0);
        let loyalty: f64 = dice.random();
        let number = (loyalty * loyalty * readers) as u64;
        Self::of_day(slot.hour.day, lang, number)
    }

    fn of_day(day: i64, lang: Lang, number: u64) -> Self {
        let id = mix(number ^ mix(day.unsigned_abs() ^ mix(lang as u64)));
        let mut dice = Dice::seed_from_u64(id);
        Self {
            kit: by_weight(KITS, &mut dice),
            place: by_weight(PLACES[lang as usize], &mut dice),
            id: (!dice.random_bool(UNLINKED)).then(|| ReaderId::from_hash(id)),
        }
    }

    /// Puts the reader's traits into an event.
    pub(crate) fn sign(&self, event: &mut Event) {
        let Self { id, kit, place } = self;
        event.reader = *id;
        event.device = kit.device;
        [event.os, event.os_version] = kit.os.map(SmolStr::new_static);
        [event.browser, event.browser_version] = kit.browser.map(SmolStr::new_static);
        [event.country, event.region, event.city] = place.map(SmolStr::new_static);
    }

    /// Whether the reader holds a phone.
    pub(crate) fn has_phone(&self) -> bool {
        self.kit.device == Device::Mobile
    }
}
