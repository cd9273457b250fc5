//! Plausible's names of fields and values, and ours.

use serde_json::Value;

/// Where our column has another name.
const COLUMNS: [(&str, &str); 12] = [
    ("pathname", "path"),
    ("referrer_source", "source"),
    ("click_id_param", "click_id"),
    ("operating_system", "os"),
    ("operating_system_version", "os_version"),
    ("screen_size", "device"),
    ("country_code", "country"),
    ("region1", "region"),
    ("city_geoname", "city"),
    ("scroll_depth", "scroll"),
    ("engagement_ms", "engaged_ms"),
    ("engagement_time", "engaged_ms"),
];

/// Their channels and those of ours that may stand for them.
const CHANNELS: [(&str, &[&str]); 20] = [
    ("Direct", &["direct"]),
    ("Organic Search", &["search"]),
    ("Organic Social", &["social", "messaging"]),
    ("Organic Video", &["social"]),
    ("Organic Shopping", &["other"]),
    ("Referral", &["other", "news"]),
    ("Email", &["newsletter"]),
    ("AI Assistants", &["ai"]),
    ("SMS", &["messaging", "campaign"]),
    ("Paid Search", &["campaign"]),
    ("Paid Social", &["campaign"]),
    ("Paid Video", &["campaign"]),
    ("Paid Shopping", &["campaign"]),
    ("Paid AI", &["campaign"]),
    ("Paid Other", &["campaign"]),
    ("Display", &["campaign"]),
    ("Cross-network", &["campaign"]),
    ("Affiliates", &["campaign"]),
    ("Audio", &["campaign"]),
    ("Mobile Push Notifications", &["campaign"]),
];

/// Fields that nothing here corresponds to, and why.
const INCOMPARABLE: [(&str, &str); 2] = [
    ("region2", "one level of regions is stored"),
    ("bounce_sum_never_negative", "visits are derived when asked for, and there is no running sum"),
];

/// Why a field cannot be compared; `None` where it can.
pub(super) fn incomparable(field: &str) -> Option<&'static str> {
    INCOMPARABLE.iter().find(|(name, _)| *name == field).map(|(_, reason)| *reason)
}

/// The export's column of a field.
pub(super) fn column(field: &str) -> &str {
    COLUMNS.iter().find(|(theirs, _)| *theirs == field).map_or(field, |(_, ours)| ours)
}

/// Whether a value of ours is what a field of theirs expects.
pub(super) fn is_same(field: &str, expect: &Value, found: &Value) -> bool {
    match column(field) {
        "channel" => {
            let known = CHANNELS.iter().find(|(theirs, _)| expect == theirs);
            known.is_some_and(|(_, ours)| ours.iter().any(|name| found == name))
        }
        "device" => expect.as_str().map(str::to_lowercase).as_deref() == found.as_str(),
        // To Plausible 255 is a depth that nobody told; here it is none.
        "scroll" if *expect == 255 => *found == 0,
        "revenue" if expect.is_object() => {
            ["amount", "currency"].iter().all(|part| is_same(part, &expect[part], &found[part]))
        }
        // An amount is kept as the text in which it was sent.
        _ if expect.is_number() && found.is_string() => {
            found.as_str().and_then(|text| text.parse().ok()) == expect.as_f64()
        }
        _ => expect == found,
    }
}
