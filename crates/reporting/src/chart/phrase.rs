//! What charts say by themselves, in the reader's language.

use crate::notation::Notation;

/// A word or a short sentence of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phrase {
    NoData,
    Other,
    Unknown,
    New,
    Name,
    Country,
    Time,
    Total,
    Share,
    Change,
    Usual,
    Expected,
    ExpectedFrom,
    ExpectedTo,
    OutsideExpected,
    SharedScale,
    OwnScales,
    EqualSlopes,
    NotShown,
    Stage,
    OfStageBefore,
    SincePublication,
    HalfBy,
    Busiest,
    Greatest,
    Hour,
    Range,
}

impl Phrase {
    /// The text.
    pub(crate) const fn text(self, notation: Notation) -> &'static str {
        notation.choose(self.texts())
    }

    /// The text as the beginning of a sentence about a number: `Other (12)`.
    pub(crate) fn with_count(self, count: usize, notation: Notation) -> String {
        format!("{} ({})", self.text(notation), notation.count(count as u64))
    }

    /// English, Azerbaijani, Russian.
    const fn texts(self) -> [&'static str; 3] {
        match self {
            Self::NoData => ["Nothing was counted.", "Məlumat yoxdur.", "Данных нет."],
            Self::Other => ["Other", "Digər", "Прочие"],
            Self::Unknown => ["Unknown", "Naməlum", "Неизвестно"],
            Self::New => ["new", "yeni", "новое"],
            Self::Name => ["Name", "Ad", "Название"],
            Self::Country => ["Country", "Ölkə", "Страна"],
            Self::Time => ["Time", "Vaxt", "Время"],
            Self::Total => ["Total", "Cəmi", "Всего"],
            Self::Share => ["Part of all", "Ümumi pay", "Доля"],
            Self::Change => ["Change", "Dəyişmə", "Изменение"],
            Self::Usual => ["Usual", "Adətən", "Обычно"],
            Self::Expected => ["Expected", "Gözlənilən", "Ожидалось"],
            Self::ExpectedFrom => ["Expected from", "Gözlənilən, ən az", "Ожидалось от"],
            Self::ExpectedTo => ["Expected to", "Gözlənilən, ən çox", "Ожидалось до"],
            Self::OutsideExpected => ["Outside the expected", "Gözləniləndən kənar", "Вне ожидаемого"],
            Self::SharedScale => {
                ["One scale for all, up to", "Hamısı üçün bir miqyas, ən çox", "Единая шкала, до"]
            }
            Self::OwnScales => [
                "Each panel has a scale of its own",
                "Hər xananın öz miqyası var",
                "У каждой панели своя шкала",
            ],
            Self::EqualSlopes => [
                "Logarithmic scale: equal slopes are equal changes in per cent",
                "Loqarifmik miqyas: eyni meyl faizlə eyni dəyişmə deməkdir",
                "Логарифмическая шкала: равный наклон — равное изменение в процентах",
            ],
            Self::NotShown => ["not shown", "göstərilmir", "не показано"],
            Self::Stage => ["Step", "Mərhələ", "Этап"],
            Self::OfStageBefore => ["Of the step before", "Əvvəlki mərhələdən", "От предыдущего этапа"],
            Self::SincePublication => ["Since publication", "Dərcdən sonra", "После публикации"],
            Self::HalfBy => ["half within", "yarım ömür:", "половина за"],
            Self::Busiest => ["Busiest hour", "Ən sıx saat", "Самый активный час"],
            Self::Range => ["range", "interval", "интервал"],
            Self::Greatest => ["Greatest", "Ən çox", "Наибольшее"],
            Self::Hour => ["Hour", "Saat", "Час"],
        }
    }
}

/// A length of time on an axis: `6 h`, `3 d`; `6 saat`, `3 gün`; `6 ч`, `3 дн.`
pub(crate) fn duration(hours: f64, notation: Notation) -> String {
    let (number, unit) = if hours < 48.0 {
        (hours, notation.choose(["h", "saat", "ч"]))
    } else {
        (hours / 24.0, notation.choose(["d", "gün", "дн."]))
    };
    let number = if number < 9.95 { notation.decimal(number) } else { notation.mean(number) };
    format!("{number}\u{a0}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiraj_model::Language;

    #[test]
    fn durations_take_the_unit_that_reads_best() {
        let texts =
            |hours| Language::ALL.iter().map(move |language| duration(hours, Notation::new(*language)));
        let [hours, days] = [9.25, 72.0].map(|hours| texts(hours).collect::<Vec<_>>().join(" | "));
        assert_eq!(hours.replace('\u{a0}', " "), "9.2 h | 9,2 saat | 9,2 ч");
        assert_eq!(days.replace('\u{a0}', " "), "3 d | 3 gün | 3 дн.");
    }
}
