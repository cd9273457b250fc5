//! Words of the desks for politics, the economy, the world and analysis.

use super::Desk;
use crate::life::Life;

pub(super) const POLITICS: Desk = Desk {
    section: "POLITICS",
    folder: "politics",
    life: Life::News,
    joint: " ",
    endings: true,
    subjects: &[
        ["Parlament", "Парламент", "Parliament"],
        ["Hökumət", "Правительство", "The government"],
        ["Nazirlər Kabineti", "Кабинет министров", "The Cabinet of Ministers"],
        ["Parlament komitəsi", "Комитет парламента", "A parliamentary committee"],
        ["Bələdiyyə", "Муниципалитет", "The municipality"],
        ["Dövlət agentliyi", "Государственное агентство", "A state agency"],
        ["Gənclər şurası", "Молодёжный совет", "The youth council"],
    ],
    predicates: &[
        ["təhsil qanununu müzakirə edir", "обсуждает закон об образовании", "debates the education law"],
        [
            "yeni dövlət proqramını təsdiqləyir",
            "утверждает новую госпрограмму",
            "approves a new state programme",
        ],
        ["rəqəmsal xidmətləri genişləndirir", "расширяет цифровые услуги", "expands digital services"],
        ["ictimai dinləmələr keçirir", "проводит общественные слушания", "holds public hearings"],
        [
            "beynəlxalq foruma hazırlaşır",
            "готовится к международному форуму",
            "prepares for an international forum",
        ],
        ["illik hesabatını açıqlayır", "публикует годовой отчёт", "publishes its annual report"],
        [
            "yaşıl keçid planını təqdim edir",
            "представляет план зелёного перехода",
            "presents a green transition plan",
        ],
    ],
};

pub(super) const ECONOMY: Desk = Desk {
    section: "ECONOMY",
    folder: "economy",
    life: Life::News,
    joint: " ",
    endings: true,
    subjects: &[
        ["Mərkəzi Bank", "Центральный банк", "The Central Bank"],
        ["Bakı Limanı", "Бакинский порт", "Baku Port"],
        ["Yerli startap", "Местный стартап", "A local startup"],
        ["Kənd təsərrüfatı sektoru", "Аграрный сектор", "The farming sector"],
        ["Turizm sektoru", "Туристический сектор", "The tourism sector"],
        ["Dəmir yolu", "Железная дорога", "The railway"],
        ["Enerji bazarı", "Энергетический рынок", "The energy market"],
    ],
    predicates: &[
        ["rəqəmsal ödənişləri sadələşdirir", "упрощает цифровые платежи", "simplifies digital payments"],
        ["yeni investisiya cəlb edir", "привлекает новые инвестиции", "attracts new investment"],
        ["ixracı artırır", "наращивает экспорт", "increases exports"],
        ["mövsümü rekordla başa vurur", "завершает сезон рекордом", "ends the season with a record"],
        [
            "bərpa olunan enerjiyə keçir",
            "переходит на возобновляемую энергию",
            "switches to renewable energy",
        ],
        ["regionlarda iş yerləri açır", "создаёт рабочие места в регионах", "creates jobs in the regions"],
        ["rüblük nəticələri açıqlayır", "публикует квартальные результаты", "publishes quarterly results"],
    ],
};

pub(super) const WORLD: Desk = Desk {
    section: "WORLD",
    folder: "world",
    life: Life::News,
    joint: " ",
    endings: true,
    subjects: &[
        ["Beynəlxalq təşkilat", "Международная организация", "An international organisation"],
        ["İqlim sammiti", "Климатический саммит", "The climate summit"],
        ["Qonşu ölkə", "Соседняя страна", "A neighbouring country"],
        ["Avropa paytaxtı", "Европейская столица", "A European capital"],
        ["Kosmik missiya", "Космическая миссия", "A space mission"],
        ["Alimlər qrupu", "Группа учёных", "A group of scientists"],
        ["Dünya bazarı", "Мировой рынок", "The world market"],
    ],
    predicates: &[
        ["yeni razılaşmanı qeyd edir", "отмечает новое соглашение", "marks a new agreement"],
        [
            "diqqəti su ehtiyatlarına yönəldir",
            "обращает внимание на запасы воды",
            "turns attention to water reserves",
        ],
        ["qlobal hesabat dərc edir", "публикует глобальный доклад", "publishes a global report"],
        ["yeni mərhələyə qədəm qoyur", "вступает в новый этап", "enters a new stage"],
        ["təcrübəsini bölüşür", "делится опытом", "shares its experience"],
        ["gözlənilməz nəticə göstərir", "показывает неожиданный результат", "shows an unexpected result"],
        ["gələn ilə planlarını açıqlayır", "раскрывает планы на будущий год", "reveals plans for next year"],
    ],
};

pub(super) const ANALYSIS: Desk = Desk {
    section: "ANALYSIS",
    folder: "analysis",
    life: Life::Feature,
    joint: ": ",
    endings: false,
    subjects: &[
        ["Nəqliyyat dəhlizi", "Транспортный коридор", "The transport corridor"],
        ["Mənzil bazarı", "Рынок жилья", "The housing market"],
        ["Süni intellekt", "Искусственный интеллект", "Artificial intelligence"],
        ["Xəzərin səviyyəsi", "Уровень Каспия", "The level of the Caspian"],
        ["Ali təhsil", "Высшее образование", "Higher education"],
        ["Paytaxtın tıxacları", "Пробки в столице", "Traffic in the capital"],
        ["Əmək bazarı", "Рынок труда", "The labour market"],
    ],
    predicates: &[
        ["son on ildə nə dəyişib", "что изменилось за десять лет", "what ten years have changed"],
        ["üç ssenari", "три сценария", "three scenarios"],
        ["rəqəmlər nə deyir", "о чём говорят цифры", "what the numbers say"],
        ["kim qazanır, kim itirir", "кто выигрывает, а кто проигрывает", "who gains and who loses"],
        ["növbəti addım nə olacaq", "каким будет следующий шаг", "what comes next"],
        ["başqalarının təcrübəsi", "опыт других стран", "lessons from abroad"],
        ["sadə dildə izah", "объясняем простыми словами", "explained in plain words"],
    ],
};
