//! Colours by role, for light and dark surroundings.
//!
//! The two data colours are blue and vermilion-orange of the set of Okabe and Ito ("Color Universal Design",
//! 2008), which people with any common colour blindness tell apart; they differ in lightness too, so a
//! black-and-white print keeps them apart. The heat ramp has one hue and grows steadily darker (in the dark
//! theme: lighter).

use plotters::style::RGBColor;

/// The number of steps of the heat ramp.
pub(crate) const HEAT_STEPS: usize = 8;

/// What a colour is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// The ground.
    Paper,
    /// Titles and values.
    Text,
    /// Labels and units.
    Muted,
    /// Grid lines.
    Grid,
    /// The reported period.
    Main,
    /// The area under the reported period's line.
    Tint,
    /// What is usual.
    Usual,
    /// A step of the heat ramp, from 0.
    Heat(usize),
}

const LIGHT_HEAT: [u32; HEAT_STEPS] =
    [0xF1_F5_F9, 0xD6_E6_F2, 0xB0_D1_E8, 0x83_B8_DA, 0x54_9C_C9, 0x2A_80_B9, 0x0B_64_9C, 0x06_45_70];
const DARK_HEAT: [u32; HEAT_STEPS] =
    [0x1F_26_2E, 0x1C_34_48, 0x1B_46_66, 0x1F_5C_87, 0x2F_77_AB, 0x52_98_CB, 0x84_BB_E3, 0xC3_E0_F6];

impl Ink {
    /// Every role, each with a light colour of its own.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        [Self::Paper, Self::Text, Self::Muted, Self::Grid, Self::Main, Self::Tint, Self::Usual]
            .into_iter()
            .chain((0..HEAT_STEPS).map(Self::Heat))
    }

    /// The step of the heat ramp for a part of the greatest value, from 0 to 1.
    pub(crate) fn heat(part: f64) -> Self {
        Self::Heat(((part * HEAT_STEPS as f64) as usize).min(HEAT_STEPS - 1))
    }

    /// The colour on a light ground, as `0xRRGGBB`.
    pub(crate) const fn light(self) -> u32 {
        match self {
            Self::Paper => 0xFF_FF_FF,
            Self::Text => 0x1B_1F_24,
            Self::Muted => 0x5B_64_70,
            Self::Grid => 0xE3_E6_EA,
            Self::Main => 0x00_72_B2,
            Self::Tint => 0xD4_E7_F3,
            Self::Usual => 0xD5_5E_00,
            Self::Heat(step) => LIGHT_HEAT[step],
        }
    }

    /// The colour on a dark ground, as `0xRRGGBB`.
    pub(crate) const fn dark(self) -> u32 {
        match self {
            Self::Paper => 0x14_18_1D,
            Self::Text => 0xE8_EB_EF,
            Self::Muted => 0x9A_A4_B0,
            Self::Grid => 0x2C_33_3B,
            Self::Main => 0x3A_94_CF,
            Self::Tint => 0x1B_37_4A,
            Self::Usual => 0xFF_B0_57,
            Self::Heat(step) => DARK_HEAT[step],
        }
    }

    /// The light colour for Plotters.
    pub(crate) const fn color(self) -> RGBColor {
        let [_, red, green, blue] = self.light().to_be_bytes();
        RGBColor(red, green, blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// The dark style finds an element's role by its light colour.
    #[test]
    fn every_role_has_a_light_colour_of_its_own() {
        let colours: HashSet<u32> = Ink::all().map(Ink::light).collect();
        assert_eq!(colours.len(), Ink::all().count());
    }

    #[test]
    fn the_greatest_value_takes_the_last_step() {
        assert_eq!([0.0, 0.5, 1.0].map(Ink::heat), [Ink::Heat(0), Ink::Heat(4), Ink::Heat(7)]);
    }
}
