//! What a purchase was worth, as Plausible's `revenue` tells it.

use serde_json::{Map, Value};

/// The currencies of ISO 4217 that are in use.
const CURRENCIES: &str = "\
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY \
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR \
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK \
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF \
    SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU \
    UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

/// The longest amount that is read, in characters.
const MAX_AMOUNT: usize = 32;

/// Amount and currency as properties; `None` unless both are good. Nothing is converted.
pub(super) fn read_revenue(given: &Map<String, Value>) -> Option<[(String, String); 2]> {
    let amount = match given.get("amount")? {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let currency = given.get("currency")?.as_str()?.trim().to_ascii_uppercase();
    let is_currency = CURRENCIES.split(' ').any(|known| known == currency);
    (is_currency && is_decimal(&amount))
        .then(|| [("revenue_amount".to_owned(), amount), ("revenue_currency".to_owned(), currency)])
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= MAX_AMOUNT && is_number(whole) && is_number(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_amount_of_a_known_currency_is_kept_and_all_else_is_not() {
        for (amount, currency, kept) in [
            (json!(10.29), "USD", Some(("10.29", "USD"))),
            (json!("1831.50"), "azn", Some(("1831.50", "AZN"))),
            (json!(-5), "EUR", Some(("-5", "EUR"))),
            (json!("1831d"), "USD", None),
            (json!("1."), "USD", None),
            (json!("1".repeat(40)), "USD", None),
            (json!(true), "USD", None),
            (json!(1), "ADSIE", None),
            (json!(1), "XXZ", None),
            (json!(1), "", None),
        ] {
            let given = json!({"amount": amount, "currency": currency});
            let props = read_revenue(given.as_object().unwrap());
            let values = props.as_ref().map(|[amount, currency]| (amount.1.as_str(), currency.1.as_str()));
            assert_eq!(values, kept, "{given}");
        }
        assert_eq!(read_revenue(&Map::new()), None);
    }
}
