//! Colours by role, for light and dark surroundings.
//!
//! The hues are those of Okabe and Ito ("Color Universal Design", 2008), which people with any common colour
//! blindness tell apart, made darker on white and lighter on black until each stands out from its ground by
//! 3 : 1 (WCAG 2.2, 1.4.11). Neighbours differ in lightness too, so a black-and-white print keeps them apart.
//! The heat ramp has one hue and grows steadily darker (in the dark theme: lighter).

#[cfg(test)]
mod tests;

use plotters::style::RGBColor;

/// The number of steps of the heat ramp.
pub(crate) const HEAT_STEPS: usize = 8;
/// How many series of one chart have a colour of their own; what is beyond is summed in grey.
pub(crate) const SERIES: usize = 6;

/// The ground on which a picture is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark ink on white.
    #[default]
    Light,
    /// Light ink on near-black.
    Dark,
}

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
    /// The reported period, and the first series.
    Main,
    /// The area under the reported period's line.
    Tint,
    /// What is usual or expected.
    Usual,
    /// The band around what is expected.
    Band,
    /// Everything that has no colour of its own.
    Other,
    /// A further series, from 1.
    Series(usize),
    /// A step of the heat ramp, from 0.
    Heat(usize),
}

const LIGHT_SERIES: [u32; SERIES - 1] = [0xB8_7A_00, 0x6A_3D_9A, 0x00_9E_73, 0x8C_2D_04, 0x2F_97_E3];
const DARK_SERIES: [u32; SERIES - 1] = [0xE6_9F_00, 0x9E_7B_D8, 0x3C_C7_9A, 0xC8_70_4A, 0x8C_CB_F2];
const LIGHT_HEAT: [u32; HEAT_STEPS] =
    [0xF1_F5_F9, 0xD6_E6_F2, 0xB0_D1_E8, 0x83_B8_DA, 0x54_9C_C9, 0x2A_80_B9, 0x0B_64_9C, 0x06_45_70];
const DARK_HEAT: [u32; HEAT_STEPS] =
    [0x1F_26_2E, 0x1C_34_48, 0x1B_46_66, 0x1F_5C_87, 0x2F_77_AB, 0x52_98_CB, 0x84_BB_E3, 0xC3_E0_F6];

impl Ink {
    /// Every role, each with a light colour of its own.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        [
            Self::Paper,
            Self::Text,
            Self::Muted,
            Self::Grid,
            Self::Main,
            Self::Tint,
            Self::Usual,
            Self::Band,
            Self::Other,
        ]
        .into_iter()
        .chain((1..SERIES).map(Self::Series))
        .chain((0..HEAT_STEPS).map(Self::Heat))
    }

    /// The colour of a series by its rank, from 0.
    pub(crate) const fn series(rank: usize) -> Self {
        match rank {
            0 => Self::Main,
            1..SERIES => Self::Series(rank),
            _ => Self::Other,
        }
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
            Self::Band => 0xFB_E4_CF,
            Self::Other => 0x8A_90_99,
            Self::Series(rank) => LIGHT_SERIES[rank - 1],
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
            Self::Band => 0x45_33_1F,
            Self::Other => 0x7A_84_8F,
            Self::Series(rank) => DARK_SERIES[rank - 1],
            Self::Heat(step) => DARK_HEAT[step],
        }
    }

    /// The colour on the theme's ground, as `0xRRGGBB`.
    pub(crate) const fn on(self, theme: Theme) -> u32 {
        match theme {
            Theme::Light => self.light(),
            Theme::Dark => self.dark(),
        }
    }

    /// The colour for Plotters.
    pub(crate) const fn color(self, theme: Theme) -> RGBColor {
        let [_, red, green, blue] = self.on(theme).to_be_bytes();
        RGBColor(red, green, blue)
    }
}
