//! Names of languages.

use crate::tr;

/// The name of a language given by its ISO 639-1 or 639-3 code; any other text as it is.
#[must_use]
pub fn name(code: &str) -> String {
    let name = match code {
        "af" | "afr" => tr!("Afrikaans"),
        "am" | "amh" => tr!("Amharic"),
        "ar" | "ara" => tr!("Arabic"),
        "az" | "aze" => tr!("Azerbaijani"),
        "be" | "bel" => tr!("Belarusian"),
        "bg" | "bul" => tr!("Bulgarian"),
        "bn" | "ben" => tr!("Bengali"),
        "ca" | "cat" => tr!("Catalan"),
        "cs" | "ces" => tr!("Czech"),
        "cy" | "cym" => tr!("Welsh"),
        "da" | "dan" => tr!("Danish"),
        "de" | "deu" => tr!("German"),
        "el" | "ell" => tr!("Greek"),
        "en" | "eng" => tr!("English"),
        "eo" | "epo" => tr!("Esperanto"),
        "es" | "spa" => tr!("Spanish"),
        "et" | "est" => tr!("Estonian"),
        "fa" | "pes" => tr!("Persian"),
        "fi" | "fin" => tr!("Finnish"),
        "fr" | "fra" => tr!("French"),
        "gu" | "guj" => tr!("Gujarati"),
        "he" | "heb" => tr!("Hebrew"),
        "hi" | "hin" => tr!("Hindi"),
        "hr" | "hrv" => tr!("Croatian"),
        "hu" | "hun" => tr!("Hungarian"),
        "hy" | "hye" => tr!("Armenian"),
        "id" | "ind" => tr!("Indonesian"),
        "it" | "ita" => tr!("Italian"),
        "ja" | "jpn" => tr!("Japanese"),
        "jv" | "jav" => tr!("Javanese"),
        "ka" | "kat" => tr!("Georgian"),
        "km" | "khm" => tr!("Khmer"),
        "kn" | "kan" => tr!("Kannada"),
        "ko" | "kor" => tr!("Korean"),
        "la" | "lat" => tr!("Latin"),
        "lt" | "lit" => tr!("Lithuanian"),
        "lv" | "lav" => tr!("Latvian"),
        "mk" | "mkd" => tr!("Macedonian"),
        "ml" | "mal" => tr!("Malayalam"),
        "mr" | "mar" => tr!("Marathi"),
        "ms" | "msa" => tr!("Malay"),
        "my" | "mya" => tr!("Burmese"),
        "ne" | "nep" => tr!("Nepali"),
        "nl" | "nld" => tr!("Dutch"),
        "no" | "nor" => tr!("Norwegian"),
        "nb" | "nob" => tr!("Norwegian Bokmål"),
        "or" | "ori" => tr!("Odia"),
        "pa" | "pan" => tr!("Punjabi"),
        "pl" | "pol" => tr!("Polish"),
        "pt" | "por" => tr!("Portuguese"),
        "ro" | "ron" => tr!("Romanian"),
        "ru" | "rus" => tr!("Russian"),
        "si" | "sin" => tr!("Sinhala"),
        "sk" | "slk" => tr!("Slovak"),
        "sl" | "slv" => tr!("Slovene"),
        "sn" | "sna" => tr!("Shona"),
        "sr" | "srp" => tr!("Serbian"),
        "sv" | "swe" => tr!("Swedish"),
        "sw" | "swa" => tr!("Swahili"),
        "ta" | "tam" => tr!("Tamil"),
        "te" | "tel" => tr!("Telugu"),
        "th" | "tha" => tr!("Thai"),
        "tl" | "tgl" => tr!("Tagalog"),
        "tk" | "tuk" => tr!("Turkmen"),
        "tr" | "tur" => tr!("Turkish"),
        "uk" | "ukr" => tr!("Ukrainian"),
        "ur" | "urd" => tr!("Urdu"),
        "uz" | "uzb" => tr!("Uzbek"),
        "vi" | "vie" => tr!("Vietnamese"),
        "yi" | "yid" => tr!("Yiddish"),
        "yo" | "yor" => tr!("Yoruba"),
        "zh" | "cmn" | "zho" => tr!("Chinese"),
        "zu" | "zul" => tr!("Zulu"),
        "other" => tr!("Other languages"),
        "unknown" | "und" | "zxx" => tr!("Unknown language"),
        "mixed" | "mul" => tr!("Several languages"),
        as_it_is => as_it_is,
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_code_are_known() {
        assert_eq!(name("fr"), "French");
        assert_eq!(name("cmn"), "Chinese");
        assert_eq!(name("Klingon"), "Klingon");
        assert_eq!(name("other"), "Other languages");
    }
}
