//! Languages told apart by letters that only they use: Cyrillic, Arabic and Devanagari script.

use whatlang::{Detector, Lang};

use super::Language;

fn count(text: &str, letters: &str) -> usize {
    text.chars().filter(|&c| letters.contains(c)).count()
}

/// A text in Cyrillic letters.
pub(super) fn cyrillic(text: &str) -> Language {
    let text = text.to_lowercase();
    // Letters of Russian and Belarusian that Ukrainian, Bulgarian, Serbian and Macedonian lack.
    let eastern = count(&text, "ыэё");
    let ukrainian = count(&text, "їєґ");
    let dotted = count(&text, "і");
    if count(&text, "әқғңұһ") > 0 {
        return Language::Kazakh;
    }
    if ukrainian == 0
        && dotted > 0
        && (count(&text, "ў") > 0 || (eastern > 0 && dotted * 3 >= eastern))
    {
        return Language::Belarusian;
    }
    if ukrainian + dotted > eastern {
        return Language::Ukrainian;
    }
    if count(&text, "јљњћђџѓќѕ") > 0 {
        let only_macedonian = count(&text, "ѓќѕ") + words(&text, MACEDONIAN);
        let only_serbian = count(&text, "ћђ") + words(&text, SERBIAN);
        return if only_macedonian > only_serbian {
            Language::Macedonian
        } else {
            Language::Serbian
        };
    }
    // Bulgarian writes ь only before о.
    let soft = count(&text, "ь").saturating_sub(text.matches("ьо").count());
    if eastern + soft > 0 {
        return Language::Russian;
    }
    let russian = words(&text, RUSSIAN);
    let bulgarian = count(&text, "ъ") + words(&text, BULGARIAN);
    if bulgarian != russian {
        return if bulgarian > russian {
            Language::Bulgarian
        } else {
            Language::Russian
        };
    }
    match Detector::with_allowlist(vec![Lang::Rus, Lang::Bul, Lang::Ukr, Lang::Mkd]).detect(&text) {
        // A long text in Russian would have had one of the letters above.
        Some(info) if info.is_reliable() || text.len() > 120 => match info.lang() {
            Lang::Bul => Language::Bulgarian,
            Lang::Ukr => Language::Ukrainian,
            Lang::Mkd => Language::Macedonian,
            _ => Language::Russian,
        },
        _ => Language::Russian,
    }
}

const MACEDONIAN: &[&str] = &[
    "е", "во", "со", "ова", "што", "ќе", "ги", "го", "сте", "ви", "вие", "овој", "оваа", "не",
];
const SERBIAN: &[&str] = &[
    "је", "у", "су", "ово", "није", "са", "као", "ће", "које", "који", "сам", "шта", "мора",
];
const RUSSIAN: &[&str] = &[
    "в", "что", "это", "я", "для", "из", "или", "мне", "мы", "он", "чем", "не", "но", "о",
];
const BULGARIAN: &[&str] = &[
    "е", "се", "са", "това", "ще", "със", "ми", "ли", "като", "във", "тази", "този", "си", "от",
];

/// A text in Arabic letters: Urdu, Persian or Arabic.
pub(super) fn arabic(text: &str) -> Language {
    let urdu = count(text, "ٹڈڑںےہھ");
    let persian = count(text, "پچژگکی");
    let arabic = count(text, "ةىيكأإؤ");
    if urdu > 0 && urdu * 2 > arabic && urdu * 12 > persian {
        Language::Urdu
    } else if persian > arabic {
        Language::Persian
    } else {
        Language::Arabic
    }
}

/// A text in Devanagari: Hindi, Marathi or Nepali.
pub(super) fn devanagari(text: &str) -> Language {
    let hindi = words(
        text,
        &[
            "है",
            "हैं",
            "का",
            "के",
            "की",
            "में",
            "और",
            "से",
            "को",
            "क्या",
            "नहीं",
        ],
    );
    let marathi = words(
        text,
        &[
            "आहे",
            "आणि",
            "आहेत",
            "मी",
            "मला",
            "नाही",
            "हे",
            "या",
            "काय",
            "साठी",
        ],
    );
    let nepali = words(
        text,
        &[
            "छ",
            "छन्",
            "र",
            "हो",
            "मा",
            "गर्न",
            "लागि",
            "मलाई",
            "के",
            "को",
            "भने",
        ],
    );
    // Some words are shared: a language has to lead clearly over Hindi.
    if marathi > hindi && marathi >= nepali {
        Language::Marathi
    } else if nepali > hindi {
        Language::Nepali
    } else {
        match (hindi, detect(text, &[Lang::Hin, Lang::Mar, Lang::Nep])) {
            (0, Some(Lang::Mar)) => Language::Marathi,
            (0, Some(Lang::Nep)) => Language::Nepali,
            _ => Language::Hindi,
        }
    }
}

fn words(text: &str, list: &[&str]) -> usize {
    text.split_whitespace().filter(|w| list.contains(w)).count()
}

fn detect(text: &str, languages: &[Lang]) -> Option<Lang> {
    Detector::with_allowlist(languages.to_vec()).detect_lang(text)
}
