//! Languages told apart by letters that only they use: Cyrillic, Arabic and Devanagari script.

use whatlang::{Detector, Lang};

use super::Language;

fn count(text: &str, letters: &str) -> usize {
    text.chars().filter(|&c| letters.contains(c)).count()
}

/// A text in Cyrillic letters.
pub(super) fn cyrillic(text: &str) -> Language {
    let text = text.to_lowercase();
    // Letters of Russian that Ukrainian, Bulgarian, Serbian and Macedonian lack.
    let russian = count(&text, "ыэё");
    let ukrainian = count(&text, "їєґ");
    let dotted = count(&text, "і");
    if count(&text, "әқғңұһ") > 0 {
        return Language::Kazakh;
    }
    if count(&text, "ў") > 0 && dotted > 0 {
        return Language::Belarusian;
    }
    if ukrainian + dotted > russian {
        return Language::Ukrainian;
    }
    if count(&text, "ѓќѕ") > 0 {
        return Language::Macedonian;
    }
    if count(&text, "јљњћђџ") > 0 {
        // Macedonian shares ј, љ, њ and џ; the articles and the past tense tell it apart.
        let macedonian = words(
            &text,
            &["и", "на", "од", "што", "со", "ќе", "го", "се", "ги"],
        );
        let serbian = words(&text, &["је", "у", "да", "су", "како", "за", "ће", "сам"]);
        let none = count(&text, "ћђ") == 0;
        return if none && macedonian > serbian {
            Language::Macedonian
        } else {
            Language::Serbian
        };
    }
    if russian > 0 {
        return Language::Russian;
    }
    match detect(&text, &[Lang::Rus, Lang::Bul, Lang::Ukr, Lang::Mkd]) {
        Some(Lang::Bul) => Language::Bulgarian,
        Some(Lang::Ukr) => Language::Ukrainian,
        Some(Lang::Mkd) => Language::Macedonian,
        _ => Language::Russian,
    }
}

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
