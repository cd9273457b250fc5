//! What a round does: drawn from the seed and the round's number alone, so that any round can be repeated by itself.

use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

/// A generator whose output its definition fixes.
pub(super) type Dice = Xoshiro256PlusPlus;

/// What is done to `tiraj`, or to what it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    Kill,
    Terminate,
    DiskFull,
    ClockJump,
    TornTail,
    BitFlip,
    SecondInstance,
    NewerFormat,
    StoreAway,
    StoreSlow,
    StoreErrors,
    StoreLate,
    StoreCut,
    StoreKill,
}

impl Fault {
    const ALL: [Self; 14] = [
        Self::Kill,
        Self::Terminate,
        Self::DiskFull,
        Self::ClockJump,
        Self::TornTail,
        Self::BitFlip,
        Self::SecondInstance,
        Self::NewerFormat,
        Self::StoreAway,
        Self::StoreSlow,
        Self::StoreErrors,
        Self::StoreLate,
        Self::StoreCut,
        Self::StoreKill,
    ];

    /// Its name in progress lines and tables.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill -9",
            Self::Terminate => "SIGTERM",
            Self::DiskFull => "disk full",
            Self::ClockJump => "clock jumps",
            Self::TornTail => "torn tail",
            Self::BitFlip => "flipped bit",
            Self::SecondInstance => "second instance",
            Self::NewerFormat => "newer format",
            Self::StoreAway => "store away",
            Self::StoreSlow => "store slow",
            Self::StoreErrors => "store errors",
            Self::StoreLate => "store late",
            Self::StoreCut => "store cut off",
            Self::StoreKill => "store kill -9",
        }
    }

    fn is_possible_on(self, ground: Ground) -> bool {
        match self {
            Self::DiskFull => ground.has_small_spool,
            // libfaketime is no fair clock to the embedded engine: its timed waits return at once or hang.
            Self::ClockJump
            // Needs events that are in the spool and nowhere else, so that what is lost is known.
            | Self::BitFlip
            | Self::StoreAway
            | Self::StoreSlow
            | Self::StoreErrors
            | Self::StoreLate
            | Self::StoreCut
            | Self::StoreKill => ground.has_server,
            _ => true,
        }
    }
}

/// What an installation stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ground {
    /// The store is a server of its own, behind a proxy that can misbehave; else the engine is embedded.
    pub(super) has_server: bool,
    /// The spool has a small disk of its own, which can be filled.
    pub(super) has_small_spool: bool,
}

/// The grounds in their turn; rounds on one ground share a data folder.
const GROUNDS: [Ground; 4] = [
    Ground { has_server: false, has_small_spool: true },
    Ground { has_server: true, has_small_spool: false },
    Ground { has_server: true, has_small_spool: true },
    Ground { has_server: false, has_small_spool: false },
];

/// One round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Round {
    pub(super) number: u32,
    pub(super) fault: Fault,
    pub(super) ground: Ground,
    /// Rounds of the same number here share a data folder.
    pub(super) era: u32,
    seed: u64,
}

impl Round {
    /// Independent generators out of the round's seed, one a purpose.
    pub(super) fn dice(&self, purpose: u64) -> Dice {
        Dice::seed_from_u64(self.seed ^ purpose.rotate_left(40))
    }
}

/// The rounds of a seed, without end. On each ground every fault that is possible there comes once, in a drawn order.
pub(super) fn rounds(seed: u64, faults: &[Fault]) -> impl Iterator<Item = Round> + use<> {
    let draw = move |number: u32| seed.wrapping_add(u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let eras = (0u32..).zip(GROUNDS.iter().cycle());
    let faults = faults.to_vec();
    let can_fill = faults.contains(&Fault::DiskFull);
    let decks = eras.flat_map(move |(era, ground)| {
        let ground = Ground { has_small_spool: ground.has_small_spool && can_fill, ..*ground };
        let mut deck: Vec<Fault> =
            faults.iter().copied().filter(|fault| fault.is_possible_on(ground)).collect();
        deck.shuffle(&mut Dice::seed_from_u64(draw(era)));
        deck.into_iter().map(move |fault| (era, ground, fault))
    });
    (1u32..).zip(decks).map(move |(number, (era, ground, fault))| Round {
        number,
        fault,
        ground,
        era,
        seed: draw(number).rotate_left(17),
    })
}

/// All faults but those that this machine cannot have.
pub(super) fn faults_without(absent: &[Fault]) -> Vec<Fault> {
    Fault::ALL.into_iter().filter(|fault| !absent.contains(fault)).collect()
}

/// A time between two, in milliseconds.
pub(super) fn millis(dice: &mut Dice, range: std::ops::Range<u64>) -> std::time::Duration {
    std::time::Duration::from_millis(dice.random_range(range))
}

#[test]
fn a_seed_gives_the_same_rounds_and_each_ground_all_that_is_possible_on_it() {
    let faults = faults_without(&[]);
    let some: Vec<_> = rounds(42, &faults).take(60).collect();
    assert_eq!(some, rounds(42, &faults).take(60).collect::<Vec<_>>());
    assert_ne!(some, rounds(43, &faults).take(60).collect::<Vec<_>>());
    for (era, ground) in GROUNDS.into_iter().enumerate() {
        let mut had: Vec<_> =
            some.iter().filter(|round| round.era as usize == era).map(|round| round.fault).collect();
        had.sort();
        let possible: Vec<_> = Fault::ALL.into_iter().filter(|fault| fault.is_possible_on(ground)).collect();
        assert_eq!(had, possible);
    }
}
