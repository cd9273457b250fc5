//! A chart of every kind, over the same small newsroom, in every language.

use jiff::civil::{Weekday, date};
use tiraj_model::Language;
use tiraj_reporting::Country;
use tiraj_reporting::chart::{
    Band, Bar, Bars, Chart, Column, Columns, Countries, Expected, Funnel, Gathered, Heading, Heat, Life,
    Lines, Moved, Multiples, Note, Plot, Scale, Series, Slope, Spark, Stacked, Stage, Times,
};

const SECTIONS: [[&str; 3]; 14] = [
    ["Politics", "Siyasət", "Политика"],
    ["Economy", "İqtisadiyyat", "Экономика"],
    ["Society", "Cəmiyyət", "Общество"],
    ["World", "Dünya", "В мире"],
    ["Sport", "İdman", "Спорт"],
    ["Culture", "Mədəniyyət", "Культура"],
    ["Science and technology", "Elm və texnologiya", "Наука и технологии"],
    ["Opinion", "Rəy", "Мнения"],
    ["Baku", "Bakı", "Баку"],
    ["Weather", "Hava", "Погода"],
    ["Health", "Sağlamlıq", "Здоровье"],
    ["Tourism", "Turizm", "Туризм"],
    ["Cars", "Avtomobil", "Авто"],
    ["Chess", "Şahmat", "Шахматы"],
];
const SOURCES: [[&str; 3]; 8] = [
    ["Search", "Axtarış", "Поиск"],
    ["Direct", "Birbaşa", "Прямые заходы"],
    ["Telegram", "Telegram", "Телеграм"],
    ["Facebook", "Facebook", "Фейсбук"],
    ["WhatsApp", "WhatsApp", "Вотсап"],
    ["News aggregators", "Xəbər toplayıcıları", "Новостные агрегаторы"],
    ["AI assistants", "Süni intellekt", "ИИ-помощники"],
    ["Newsletter", "Poçt bülleteni", "Рассылка"],
];
const TITLES: [[&str; 3]; 8] = [
    ["What will the weekend's weather be?", "Həftəsonu hava necə olacaq?", "Какой будет погода в выходные?"],
    ["Qarabağ through to the last sixteen", "“Qarabağ” 1/8 finala yüksəldi", "«Карабах» вышел в 1/8 финала"],
    [
        "The restoration of Sheki's old town: “It has to be done before winter”, say the masters of shebeke",
        "Şəkidə köhnə şəhərin bərpası: “Qışa qədər çatdırmaq lazımdır”, deyir şəbəkə ustaları",
        "Реставрация старого города в Шеки: «Нужно успеть до зимы», говорят мастера шебеке",
    ],
    ["New prices of petrol", "Benzinin yeni qiymətləri", "Новые цены на бензин"],
    ["Metro: two new stations", "Metroda iki yeni stansiya", "Две новые станции метро"],
    ["Manat holds", "Manat sabitdir", "Манат стабилен"],
    ["A night at the opera", "Operada bir gecə", "Ночь в опере"],
    ["Chess: a draw in Shamkir", "Şahmat: Şəmkirdə heç-heçə", "Шахматы: ничья в Шамкире"],
];

/// Every kind of chart, with a name of its own.
pub(crate) fn all(language: Language) -> Vec<Chart> {
    let write = Gallery { language };
    vec![
        write.band(),
        write.bars(),
        write.columns(),
        write.countries(),
        write.funnel(),
        write.heat(),
        write.life(),
        write.lines(),
        write.lines_of_a_day(),
        write.multiples("multiples", Scale::Shared, 14),
        write.multiples("multiples-own", Scale::Own, 6),
        write.slope(),
        write.spark(),
        write.stacked("stacked", 14),
        write.stacked("stacked-areas", 90),
    ]
}

struct Gallery {
    language: Language,
}

/// A noise that is the same everywhere: from 0 to 1, by two numbers.
fn noise(one: usize, other: usize) -> f64 {
    let mixed = (one as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ (other as u64 + 7).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 40) as f64 / f64::from(1 << 24)
}

/// Views of an hour of the week, as a newsroom has them: low at night, highest at nine and at twenty-one.
fn hourly(day: usize, hour: usize) -> f64 {
    let peak = |at: f64, wide: f64| (-((hour as f64 - at) / wide).powi(2)).exp();
    let weekend = if day % 7 >= 5 { 0.7 } else { 1.0 };
    weekend
        * (60.0 + 900.0 * peak(9.5, 2.5) + 520.0 * peak(14.0, 3.0) + 1_150.0 * peak(21.0, 2.2))
        * (0.88 + 0.24 * noise(day, hour))
}

fn daily(day: usize, key: usize) -> u64 {
    let views: f64 = (0..24).map(|hour| hourly(day + key, hour)).sum();
    (views / (1.6 + key as f64) * (0.8 + 0.4 * noise(day, key * 31))) as u64
}

impl Gallery {
    fn choose<T: Copy>(&self, [en, az, ru]: [T; 3]) -> T {
        match self.language {
            Language::En => en,
            Language::Az => az,
            Language::Ru => ru,
        }
    }

    fn views(&self) -> String {
        self.choose(["Views", "Baxışlar", "Просмотры"]).to_owned()
    }

    fn this_week(&self) -> String {
        self.choose(["This week", "Bu həftə", "Эта неделя"]).to_owned()
    }

    fn usual(&self) -> String {
        self.choose([
            "Mean of the weeks before",
            "Əvvəlki həftələrin ortalaması",
            "Среднее за прошлые недели",
        ])
        .to_owned()
    }

    fn chart(&self, name: &'static str, titles: [&str; 3], plot: impl Into<Plot>) -> Chart {
        let imprint = self.choose([
            "demo.tiraj · 9–15 November 2026 · times in Asia/Baku · demo data",
            "demo.tiraj · 9–15 noyabr 2026 · vaxt: Asia/Baku · nümunə məlumat",
            "demo.tiraj · 9–15 ноября 2026 г. · время: Asia/Baku · пробные данные",
        ]);
        let heading = Heading {
            name,
            title: self.choose(titles).to_owned(),
            subtitle: self.views(),
            imprint: imprint.to_owned(),
        };
        Chart::new(heading, self.language, plot)
    }

    fn named(&self, names: &[[&str; 3]], steps: usize) -> Vec<Series> {
        let series = |(key, names): (usize, &[&str; 3])| Series {
            name: self.choose(*names).to_owned(),
            values: (0..steps).map(|step| daily(step, key)).collect(),
        };
        names.iter().enumerate().map(series).collect()
    }

    fn band(&self) -> Chart {
        let expected = |day: usize| {
            let middle: f64 = (0..24).map(|hour| hourly(day, hour)).sum();
            Some(Expected { low: middle * 0.82, middle, high: middle * 1.2 })
        };
        let actual = |day: usize| match day {
            11 => Some(17_300.0),
            19 => Some(5_200.0),
            20 => Some(6_900.0),
            28 => None,
            _ => expected(day).map(|expected| expected.middle * (0.86 + 0.3 * noise(day, 3))),
        };
        let plot = Band {
            times: Times::Days(date(2026, 10, 12)),
            actual: (0..35).map(actual).collect(),
            expected: (0..42).map(expected).collect(),
            measure: self.views(),
            coverage: Some(0.95),
        };
        let titles = [
            "Views by day, beside what was expected",
            "Gündəlik baxışlar və gözlənilən",
            "Просмотры по дням и ожидания",
        ];
        self.chart("band", titles, plot)
    }

    fn bars(&self) -> Chart {
        let bar = |(key, names): (usize, &[&str; 3])| {
            let value = daily(1, key) * 2;
            let usual = (key != 2).then(|| value as f64 * (0.7 + 0.7 * noise(key, 5)));
            Bar {
                label: self.choose(*names).to_owned(),
                value,
                usual,
                note: usual.map_or(Note::New, |usual| Note::Change(value as f64 / usual - 1.0)),
            }
        };
        let plot = Bars {
            bars: TITLES.iter().enumerate().map(bar).collect(),
            most: 7,
            measure: self.views(),
            label: self.this_week(),
            usual_label: self.usual(),
        };
        self.chart("bars", ["Most read articles", "Ən çox oxunanlar", "Самое читаемое"], plot)
    }

    fn columns(&self) -> Chart {
        let column = |day: i8| Column {
            day: date(2026, 11, 9 + day),
            value: (day < 6).then(|| daily(day as usize, 0)),
            usual: Some(daily(day as usize + 7, 0) as f64 * 0.95),
        };
        let plot = Columns {
            columns: (0..7).map(column).collect(),
            measure: self.views(),
            label: self.this_week(),
            usual_label: self.usual(),
        };
        self.chart("columns", ["Views by day", "Günlər üzrə baxışlar", "Просмотры по дням"], plot)
    }

    fn countries(&self) -> Chart {
        let codes = ["AZ", "RU", "TR", "DE", "US", "GE", "UA", "GB", "IL", "KZ", "FR", "PL", "NL", "CA"];
        let rows = codes
            .iter()
            .enumerate()
            .map(|(rank, code)| (Country::new(code), 42_000 / (rank as u64 * 3 + 1).pow(2) * 4 + 40));
        let plot = Countries {
            rows: rows.chain([(None, 860)]).collect(),
            most: 10,
            measure: self.choose(["Readers", "Oxucular", "Читатели"]).to_owned(),
        };
        self.chart("countries", ["Where readers are", "Oxucular haradandır", "Откуда читают"], plot)
    }

    fn funnel(&self) -> Chart {
        let names = [
            ["Share buttons pressed", "Paylaşmalar", "Нажатия «Поделиться»"],
            ["Visits that came of them", "Bunlardan gələn ziyarətlər", "Визиты по этим ссылкам"],
            ["Articles read in them", "Oxunmuş məqalələr", "Прочитанные статьи"],
            ["Shared again", "Yenidən paylaşılanlar", "Поделились снова"],
        ];
        let stages = names.iter().zip([1_840, 3_120, 2_210, 190]);
        let stages = stages.map(|(names, count)| Stage { name: self.choose(*names).to_owned(), count });
        let titles = ["What comes of a share", "Paylaşma nə gətirir", "Что даёт репост"];
        self.chart("funnel", titles, Funnel { stages: stages.collect() })
    }

    fn heat(&self) -> Chart {
        let days = [
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
            Weekday::Saturday,
            Weekday::Sunday,
        ];
        let rows = days.into_iter().enumerate();
        let plot = Heat {
            rows: rows
                .map(|(day, name)| (name, std::array::from_fn(|hour| hourly(day, hour) as u64)))
                .collect(),
            unit: self.choose(["views per hour", "saatda baxış", "просмотров в час"]).to_owned(),
        };
        self.chart("heat", ["When the site is read", "Sayt nə vaxt oxunur", "Когда читают сайт"], plot)
    }

    fn life(&self) -> Chart {
        let ages =
            [0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 18.0, 24.0, 36.0, 48.0, 72.0, 96.0, 120.0, 168.0];
        let curve = |whole: f64, pace: f64| {
            let gathered = move |hours: f64| Gathered {
                hours,
                count: whole * (1.0 - (-(hours / pace).powf(0.7)).exp()),
            };
            ages.into_iter().map(gathered).collect::<Vec<_>>()
        };
        let plot = Life {
            gathered: curve(8_400.0, 10.0),
            usual: curve(5_200.0, 22.0),
            half_life: Some(5.9),
            measure: self.views(),
        };
        self.chart("life", ["The life of an article", "Məqalənin ömrü", "Жизнь статьи"], plot)
    }

    fn lines(&self) -> Chart {
        let usual = (0..168).map(|hour| Some(hourly(hour / 24, hour % 24) * 0.93));
        let plot = Lines {
            times: Times::Hours("2026-11-09T00:00[Asia/Baku]".parse().unwrap()),
            steps: 168,
            main: (0..168).map(|hour| hourly(hour / 24 + 1, hour % 24)).collect(),
            usual: usual.collect(),
            measure: self.views(),
            label: self.this_week(),
            usual_label: self.choose(["Weeks before", "Əvvəlki həftələr", "Прошлые недели"]).to_owned(),
        };
        self.chart("lines", ["The week hour by hour", "Həftə saat-saat", "Неделя по часам"], plot)
    }

    fn lines_of_a_day(&self) -> Chart {
        let plot = Lines {
            times: Times::Hours("2026-11-12T00:00[Asia/Baku]".parse().unwrap()),
            steps: 24,
            main: (0..15).map(|hour| hourly(3, hour) * 1.2).collect(),
            usual: (0..24).map(|hour| Some(hourly(10, hour))).collect(),
            measure: self.views(),
            label: self.choose(["Today", "Bu gün", "Сегодня"]).to_owned(),
            usual_label: self
                .choose(["Usual on a Thursday", "Cümə axşamı adətən", "Обычно в четверг"])
                .to_owned(),
        };
        self.chart("lines-day", ["Today hour by hour", "Bu gün saat-saat", "Сегодня по часам"], plot)
    }

    fn multiples(&self, name: &'static str, scale: Scale, panels: usize) -> Chart {
        let plot = Multiples {
            times: Times::Days(date(2026, 10, 19)),
            panels: self.named(&SECTIONS[..panels], 28),
            scale,
        };
        self.chart(name, ["Sections, day by day", "Rubrikalar gün-gün", "Рубрики по дням"], plot)
    }

    fn slope(&self) -> Chart {
        let item = |(key, names): (usize, &[&str; 3])| {
            let before = daily(2, key);
            let factor = if key == 4 { 1.0 } else { 0.45 + 1.3 * noise(key, 11) };
            Moved { name: self.choose(*names).to_owned(), before, after: (before as f64 * factor) as u64 }
        };
        let plot = Slope {
            before: (date(2026, 11, 2), date(2026, 11, 8)),
            after: (date(2026, 11, 9), date(2026, 11, 15)),
            items: SECTIONS.iter().enumerate().map(item).collect(),
        };
        self.chart("slope", ["Risers and fallers", "Artanlar və azalanlar", "Рост и падение"], plot)
    }

    fn spark(&self) -> Chart {
        let plot = Spark {
            times: Times::Hours("2026-11-12T00:00[Asia/Baku]".parse().unwrap()),
            values: (0..48).map(|hour| Some(hourly(hour / 24, hour % 24))).collect(),
            measure: self.views(),
        };
        self.chart("spark", ["Views per hour", "Saatda baxış", "Просмотры в час"], plot)
    }

    fn stacked(&self, name: &'static str, steps: usize) -> Chart {
        let plot = Stacked { times: Times::Days(date(2026, 11, 2)), series: self.named(&SOURCES, steps) };
        self.chart(name, ["Where views came from", "Baxışlar haradan gəlir", "Откуда приходят"], plot)
    }
}
