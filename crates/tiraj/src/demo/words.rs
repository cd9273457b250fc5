//! What the sample site says in the languages of its articles.

/// The fixed texts of an article page.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) notice: &'static str,
    pub(super) views: &'static str,
    pub(super) share: &'static str,
    pub(super) copy: &'static str,
    pub(super) print: &'static str,
    pub(super) follow: &'static str,
    pub(super) body: &'static str,
    pub(super) dashboard: &'static str,
}

impl Words {
    /// The texts in a language; English where it is not one of the site's.
    pub(super) fn of(lang: &str) -> &'static Self {
        match lang {
            "az" => &AZERBAIJANI,
            "ru" => &RUSSIAN,
            _ => &ENGLISH,
        }
    }
}

static ENGLISH: Words = Words {
    notice: "Demo data: this article, its readers and its numbers are made up.",
    views: "Views",
    share: "Share",
    copy: "Copy link",
    print: "Print",
    follow: "Our Telegram channel",
    body: "This page stands for an article of a news site. The tracker on it counted your visit when the page \
           opened, and counts a press on any of the buttons below as a share.",
    dashboard: "The editors’ pages",
};

static AZERBAIJANI: Words = Words {
    notice: "Nümunə məlumatlar: bu məqalə, oxucuları və rəqəmləri uydurmadır.",
    views: "Baxış",
    share: "Paylaş",
    copy: "Linki kopyala",
    print: "Çap et",
    follow: "Telegram kanalımız",
    body: "Bu səhifə xəbər saytının məqaləsini əvəz edir. Səhifə açılanda sayğac baxışınızı saydı; \
           aşağıdakı düymələrdən hər birinə basmaq paylaşım kimi sayılır.",
    dashboard: "Redaksiya səhifələri",
};

static RUSSIAN: Words = Words {
    notice: "Демонстрационные данные: эта статья, её читатели и цифры вымышлены.",
    views: "Просмотры",
    share: "Поделиться",
    copy: "Скопировать ссылку",
    print: "Печать",
    follow: "Наш канал в Telegram",
    body: "Эта страница изображает статью новостного сайта. Счётчик учёл ваш визит, когда страница открылась; \
           нажатие на любую из кнопок ниже считается как «поделиться».",
    dashboard: "Страницы редакции",
};
