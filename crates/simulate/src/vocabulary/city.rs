//! Words of the desks for interviews, society, culture and sport.

use super::Desk;
use crate::life::Life;

pub(super) const INTERVIEWS: Desk = Desk {
    section: "INTERVIEWS",
    folder: "interviews",
    life: Life::Feature,
    joint: ": ",
    endings: false,
    subjects: &[
        ["Memar", "Архитектор", "Architect"],
        ["Bəstəkar", "Композитор", "Composer"],
        ["Kardioloq", "Кардиолог", "Cardiologist"],
        ["Məktəb direktoru", "Директор школы", "Head teacher"],
        ["Rejissor", "Режиссёр", "Film director"],
        ["Aqronom", "Агроном", "Agronomist"],
        ["Proqramçı", "Программист", "Programmer"],
        ["Arxeoloq", "Археолог", "Archaeologist"],
    ],
    predicates: &[
        ["“Şəhər insanlar üçündür”", "«Город существует для людей»", "“A city is for its people”"],
        ["“Hər şey maraqdan başlayır”", "«Всё начинается с любопытства»", "“It all begins with curiosity”"],
        ["“Səhv etməkdən qorxmayın”", "«Не бойтесь ошибаться»", "“Do not be afraid of mistakes”"],
        [
            "“Bu işə iyirmi il verdim”",
            "«Я отдаю этому двадцать лет жизни»",
            "“I gave this work twenty years”",
        ],
        ["“Gənclər bizi təəccübləndirir”", "«Молодые нас удивляют»", "“The young surprise us”"],
        [
            "“Ən çətini sadə danışmaqdır”",
            "«Труднее всего говорить просто»",
            "“The hardest thing is to speak simply”",
        ],
        ["“Səbir hər qapını açır”", "«Терпение открывает любую дверь»", "“Patience opens every door”"],
        ["“Uşaqlıq xəyalım gerçəkləşdi”", "«Детская мечта сбылась»", "“My childhood dream came true”"],
    ],
};

pub(super) const SOCIETY: Desk = Desk {
    section: "SOCIETY",
    folder: "society",
    life: Life::News,
    joint: " ",
    endings: true,
    subjects: &[
        ["Bakı metrosu", "Бакинское метро", "Baku Metro"],
        ["Şəhər xəstəxanası", "Городская больница", "A city hospital"],
        ["Kənd məktəbi", "Сельская школа", "A village school"],
        ["Könüllülər qrupu", "Группа волонтёров", "A group of volunteers"],
        ["Texniki universitet", "Технический университет", "The technical university"],
        ["Dənizkənarı park", "Приморский парк", "The seaside park"],
        ["Uşaq mərkəzi", "Детский центр", "A children’s centre"],
        ["Hava xidməti", "Служба погоды", "The weather service"],
    ],
    predicates: &[
        ["iş qrafikini dəyişir", "меняет график работы", "changes its schedule"],
        ["qapılarını hamıya açır", "открывает двери для всех", "opens its doors to everyone"],
        ["qış mövsümünə hazırlaşır", "готовится к зимнему сезону", "prepares for the winter season"],
        ["yeni tətbiqi sınaqdan keçirir", "тестирует новое приложение", "tests a new app"],
        ["yubileyini qeyd edir", "отмечает юбилей", "celebrates an anniversary"],
        [
            "ağacəkmə kampaniyası keçirir",
            "проводит акцию по посадке деревьев",
            "holds a tree-planting campaign",
        ],
        ["həftəsonu üçün məlumat yayır", "сообщает планы на выходные", "announces plans for the weekend"],
        [
            "sakinlərin suallarını cavablandırır",
            "отвечает на вопросы жителей",
            "answers residents’ questions",
        ],
    ],
};

pub(super) const CULTURE: Desk = Desk {
    section: "CULTURE",
    folder: "culture",
    life: Life::News,
    joint: " ",
    endings: true,
    subjects: &[
        ["Muğam festivalı", "Фестиваль мугама", "The mugham festival"],
        ["Xalça Muzeyi", "Музей ковра", "The Carpet Museum"],
        ["Opera Teatrı", "Театр оперы", "The Opera Theatre"],
        ["Gənc rəssam", "Молодой художник", "A young artist"],
        ["Caz orkestri", "Джаз-оркестр", "The jazz orchestra"],
        ["Milli Kitabxana", "Национальная библиотека", "The National Library"],
        ["Yerli film", "Местный фильм", "A local film"],
    ],
    predicates: &[
        ["mövsümü premyera ilə açır", "открывает сезон премьерой", "opens the season with a premiere"],
        ["mükafat alır", "получает награду", "receives an award"],
        ["regionlara səfərə çıxır", "отправляется в турне по регионам", "goes on a tour of the regions"],
        ["nadir arxivi nümayiş etdirir", "показывает редкий архив", "shows a rare archive"],
        ["yeni sərgi təqdim edir", "представляет новую выставку", "presents a new exhibition"],
        [
            "ənənəni müasirliklə birləşdirir",
            "соединяет традицию с современностью",
            "joins tradition and the modern",
        ],
        ["tamaşaçı rekordunu yeniləyir", "бьёт рекорд посещаемости", "breaks its attendance record"],
    ],
};

pub(super) const SPORT: Desk = Desk {
    section: "SPORT",
    folder: "sport",
    life: Life::News,
    joint: " ",
    endings: true,
    subjects: &[
        ["Milli komanda", "Сборная", "The national team"],
        ["Paytaxt klubu", "Столичный клуб", "The capital’s club"],
        ["Gənc cüdoçu", "Юный дзюдоист", "A young judoka"],
        ["Şahmat komandası", "Шахматная команда", "The chess team"],
        ["Gimnastika yığması", "Сборная по гимнастике", "The gymnastics team"],
        ["Bakı yarışı", "Бакинская гонка", "The Baku race"],
        ["Voleybol klubu", "Волейбольный клуб", "The volleyball club"],
    ],
    predicates: &[
        ["finala yüksəlir", "выходит в финал", "reaches the final"],
        ["qızıl medal qazanır", "завоёвывает золото", "wins gold"],
        ["heyətini açıqlayır", "объявляет состав", "names its squad"],
        ["mövsümə qələbə ilə başlayır", "начинает сезон с победы", "starts the season with a win"],
        ["gərgin oyunda xal bölüşür", "делит очки в упорной игре", "draws after a tense game"],
        ["yeni məşqçi ilə hazırlaşır", "готовится с новым тренером", "trains under a new coach"],
        ["azarkeşləri sevindirir", "радует болельщиков", "delights its fans"],
    ],
};
