//! Days, weekdays, months and spans.

use jiff::civil::{Date, DateTime, Weekday};

use crate::Locale;

const MONTHS: [[&str; 12]; 3] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avqust", "sentyabr", "oktyabr",
        "noyabr", "dekabr",
    ],
    [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
];
const SHORT_MONTHS: [[&str; 12]; 3] = [
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ["yan", "fev", "mar", "apr", "may", "iyn", "iyl", "avq", "sen", "okt", "noy", "dek"],
    ["янв.", "февр.", "мар.", "апр.", "мая", "июн.", "июл.", "авг.", "сент.", "окт.", "нояб.", "дек."],
];
/// Russian months by themselves, where no day calls for the genitive.
const LONE_RUSSIAN_MONTHS: [&str; 12] =
    ["янв.", "февр.", "март", "апр.", "май", "июнь", "июль", "авг.", "сент.", "окт.", "нояб.", "дек."];
const WEEKDAYS: [[&str; 7]; 3] = [
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ["bazar ertəsi", "çərşənbə axşamı", "çərşənbə", "cümə axşamı", "cümə", "şənbə", "bazar"],
    ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
];
const SHORT_WEEKDAYS: [[&str; 7]; 3] = [
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    ["B.E.", "Ç.A.", "Ç.", "C.A.", "C.", "Ş.", "B."],
    ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
];

impl Locale {
    /// A weekday: `Tuesday`, `çərşənbə axşamı`, `вторник`.
    #[must_use]
    pub fn weekday(self, day: Weekday) -> &'static str {
        self.choose(WEEKDAYS)[day.to_monday_zero_offset() as usize]
    }

    /// A weekday in short: `Tue`, `Ç.A.`, `вт`.
    #[must_use]
    pub fn short_weekday(self, day: Weekday) -> &'static str {
        self.choose(SHORT_WEEKDAYS)[day.to_monday_zero_offset() as usize]
    }

    /// A day in a sentence: `Tuesday, 10 November`.
    #[must_use]
    pub fn weekday_date(self, day: Date) -> String {
        let (weekday, date) = (self.weekday(day.weekday()), self.day_and_month(day));
        self.choose([[weekday, &date], [&date, weekday], [weekday, &date]]).join(", ")
    }

    /// A day on an axis: `9 Nov`, `9 noy`, `9 нояб.`
    #[must_use]
    pub fn short_date(self, day: Date) -> String {
        format!("{} {}", day.day(), self.choose(SHORT_MONTHS)[month(day)])
    }

    /// A day on an axis with its weekday: `Mon 9 Nov`, `9 noy, B.E.`, `пн, 9 нояб.`
    #[must_use]
    pub fn short_weekday_date(self, day: Date) -> String {
        let (weekday, date) = (self.short_weekday(day.weekday()), self.short_date(day));
        self.choose([[weekday, " ", &date], [&date, ", ", weekday], [weekday, ", ", &date]]).concat()
    }

    /// A day with its year: `9 November 2026`, `9 noyabr 2026`, `9 ноября 2026 г.`
    #[must_use]
    pub fn long_date(self, day: Date) -> String {
        format!("{} {}", self.day_and_month(day), self.year(day))
    }

    /// A moment on the newsroom's clock: `1 December 2026, 10:00`.
    #[must_use]
    pub fn moment(self, moment: DateTime) -> String {
        format!("{}, {:02}:{:02}", self.long_date(moment.date()), moment.hour(), moment.minute())
    }

    /// A month on an axis: `Nov`, `noy`, `нояб.`
    #[must_use]
    pub fn short_month(self, day: Date) -> &'static str {
        let [en, az, _] = SHORT_MONTHS;
        self.choose([en, az, LONE_RUSSIAN_MONTHS])[month(day)]
    }

    /// A span of days that repeats neither month nor year: `9–15 November 2026`.
    #[must_use]
    pub fn span(self, from: Date, to: Date) -> String {
        let end = self.long_date(to);
        match (from.year() == to.year(), from.month() == to.month()) {
            (true, true) => format!("{}–{end}", from.day()),
            (true, false) => format!("{} – {end}", self.day_and_month(from)),
            (false, _) => format!("{} – {end}", self.long_date(from)),
        }
    }

    /// A span of days without its year: `9–15 Nov`, `30 Nov – 6 Dec`.
    #[must_use]
    pub fn short_span(self, from: Date, to: Date) -> String {
        let end = self.short_date(to);
        match (from == to, (from.year(), from.month()) == (to.year(), to.month())) {
            (true, _) => end,
            (false, true) => format!("{}–{end}", from.day()),
            (false, false) => format!("{} – {end}", self.short_date(from)),
        }
    }

    fn day_and_month(self, day: Date) -> String {
        format!("{} {}", day.day(), self.choose(MONTHS)[month(day)])
    }

    fn year(self, day: Date) -> String {
        format!("{}{}", day.year(), self.choose(["", "", "\u{a0}г."]))
    }
}

fn month(day: Date) -> usize {
    day.month() as usize - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use tiraj_model::Language::{Az, En, Ru};

    fn check(write: impl Fn(Locale) -> String, expected: [&str; 3]) {
        let written = [En, Az, Ru].map(|language| write(Locale::new(language)).replace('\u{a0}', " "));
        assert_eq!(written, expected);
    }

    #[test]
    fn days_are_written_in_the_order_of_the_language() {
        let day = date(2026, 11, 10);
        check(
            |n| n.weekday_date(day),
            ["Tuesday, 10 November", "10 noyabr, çərşənbə axşamı", "вторник, 10 ноября"],
        );
        check(|n| n.short_weekday_date(day), ["Tue 10 Nov", "10 noy, Ç.A.", "вт, 10 нояб."]);
        check(|n| n.long_date(day), ["10 November 2026", "10 noyabr 2026", "10 ноября 2026 г."]);
    }

    #[test]
    fn a_russian_month_by_itself_is_no_genitive() {
        let day = date(2026, 5, 9);
        check(|n| n.short_month(day).to_owned(), ["May", "may", "май"]);
        check(|n| n.short_date(day), ["9 May", "9 may", "9 мая"]);
    }

    #[test]
    fn spans_repeat_nothing() {
        let (from, to) = (date(2026, 11, 9), date(2026, 11, 15));
        check(|n| n.span(from, to), ["9–15 November 2026", "9–15 noyabr 2026", "9–15 ноября 2026 г."]);
        check(|n| n.short_span(from, to), ["9–15 Nov", "9–15 noy", "9–15 нояб."]);
        let (from, to) = (date(2026, 12, 28), date(2027, 1, 3));
        check(|n| n.short_span(from, to), ["28 Dec – 3 Jan", "28 dek – 3 yan", "28 дек. – 3 янв."]);
        let written = Locale::new(Ru).span(from, to).replace('\u{a0}', " ");
        assert_eq!(written, "28 декабря 2026 г. – 3 января 2027 г.");
    }
}
