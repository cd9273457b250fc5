//! Every colour stands out from its ground, and neighbours from each other, for every eye.

use super::*;
use std::collections::HashSet;

/// How a colour's red, green and blue light arrives in an eye that lacks a cone.
type Eye = [[f64; 3]; 3];

/// Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
/// Deficiency" (IEEE TVCG 15, 2009), severity 1.0; over linear light.
const EYES: [(&str, Eye); 4] = [
    ("common vision", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    ),
    (
        "deuteranopia",
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ),
    (
        "tritanopia",
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ),
];
const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];
/// The least difference of neighbours, in hundredths of OKLab's lightness from black to white. Two areas
/// that touch are told apart from about 2 on; this is five times that.
const APART: f64 = 10.0;

/// Linear light of each channel, from 0 to 1 (sRGB, IEC 61966-2-1).
fn light_of(color: u32) -> [f64; 3] {
    let [_, channels @ ..] = color.to_be_bytes();
    channels.map(|channel| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    })
}

/// The contrast ratio of WCAG 2.2.
fn contrast(one: u32, other: u32) -> f64 {
    let luminance = |color| {
        let [red, green, blue] = light_of(color);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// OKLab (Ottosson, "A perceptual color space for image processing", 2020) of a colour as an eye sees it.
fn seen(color: u32, eye: &Eye) -> [f64; 3] {
    let light = light_of(color);
    let mixed = eye.map(|row| row.iter().zip(light).map(|(part, light)| part * light).sum::<f64>());
    let [red, green, blue] = mixed.map(|channel| channel.clamp(0.0, 1.0));
    let l = (0.412_221_47 * red + 0.536_332_54 * green + 0.051_445_99 * blue).cbrt();
    let m = (0.211_903_50 * red + 0.680_699_55 * green + 0.107_396_96 * blue).cbrt();
    let s = (0.088_302_46 * red + 0.281_718_84 * green + 0.629_978_70 * blue).cbrt();
    [
        0.210_454_26 * l + 0.793_617_79 * m - 0.004_072_05 * s,
        1.977_998_50 * l - 2.428_592_21 * m + 0.450_593_71 * s,
        0.025_904_04 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

fn difference(one: u32, other: u32, eye: &Eye) -> f64 {
    let pairs = seen(one, eye).into_iter().zip(seen(other, eye));
    pairs.map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt() * 100.0
}

fn series() -> Vec<Ink> {
    (0..=SERIES).map(Ink::series).collect()
}

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

#[test]
fn data_stand_out_from_the_ground_and_texts_can_be_read() {
    for theme in THEMES {
        let ground = Ink::Paper.on(theme);
        for ink in series().into_iter().chain([Ink::Usual]) {
            let found = contrast(ink.on(theme), ground);
            assert!(found >= 3.0, "{ink:?} on {theme:?}: {found:.2}");
        }
        for ink in [Ink::Text, Ink::Muted] {
            let found = contrast(ink.on(theme), ground);
            assert!(found >= 4.5, "{ink:?} on {theme:?}: {found:.2}");
        }
    }
}

#[test]
fn neighbours_differ_for_every_eye() {
    for theme in THEMES {
        let pairs = series().windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>();
        for (one, other) in pairs.into_iter().chain([(Ink::Main, Ink::Usual), (Ink::Main, Ink::Band)]) {
            for (name, eye) in &EYES {
                let found = difference(one.on(theme), other.on(theme), eye);
                assert!(found >= APART, "{one:?} and {other:?}, {theme:?}, {name}: {found:.1}");
            }
        }
    }
}

#[test]
fn the_heat_ramp_only_ever_leaves_its_ground() {
    for theme in THEMES {
        let ground = Ink::Paper.on(theme);
        let steps: Vec<f64> =
            (0..HEAT_STEPS).map(|step| contrast(Ink::Heat(step).on(theme), ground)).collect();
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{theme:?}: {steps:?}");
    }
}
