//! The closed list of languages, with their English names and codes.

use std::fmt;

macro_rules! languages {
    ($($variant:ident $name:literal $code:literal,)*) => {
        /// A human language, or [`Language::Unknown`]. Ordered by English name, `Unknown` last.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Language {
            $(#[doc = $name] $variant,)*
        }

        impl Language {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The full English name: "French", "Chinese", "Unknown".
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The ISO 639-1 code ("fr"); "und" for `Unknown` (ISO 639-2).
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
        }
    };
}

languages! {
    Afrikaans "Afrikaans" "af",
    Albanian "Albanian" "sq",
    Amharic "Amharic" "am",
    Arabic "Arabic" "ar",
    Armenian "Armenian" "hy",
    Azerbaijani "Azerbaijani" "az",
    Belarusian "Belarusian" "be",
    Bengali "Bengali" "bn",
    Bulgarian "Bulgarian" "bg",
    Burmese "Burmese" "my",
    Catalan "Catalan" "ca",
    Chinese "Chinese" "zh",
    Croatian "Croatian" "hr",
    Czech "Czech" "cs",
    Danish "Danish" "da",
    Dutch "Dutch" "nl",
    English "English" "en",
    Estonian "Estonian" "et",
    Finnish "Finnish" "fi",
    French "French" "fr",
    Georgian "Georgian" "ka",
    German "German" "de",
    Greek "Greek" "el",
    Gujarati "Gujarati" "gu",
    Hebrew "Hebrew" "he",
    Hindi "Hindi" "hi",
    Hungarian "Hungarian" "hu",
    Indonesian "Indonesian" "id",
    Italian "Italian" "it",
    Japanese "Japanese" "ja",
    Kannada "Kannada" "kn",
    Kazakh "Kazakh" "kk",
    Khmer "Khmer" "km",
    Korean "Korean" "ko",
    Lao "Lao" "lo",
    Latvian "Latvian" "lv",
    Lithuanian "Lithuanian" "lt",
    Macedonian "Macedonian" "mk",
    Malayalam "Malayalam" "ml",
    Marathi "Marathi" "mr",
    Nepali "Nepali" "ne",
    Norwegian "Norwegian" "no",
    Odia "Odia" "or",
    Persian "Persian" "fa",
    Polish "Polish" "pl",
    Portuguese "Portuguese" "pt",
    Punjabi "Punjabi" "pa",
    Romanian "Romanian" "ro",
    Russian "Russian" "ru",
    Serbian "Serbian" "sr",
    Sinhala "Sinhala" "si",
    Slovak "Slovak" "sk",
    Slovenian "Slovenian" "sl",
    Spanish "Spanish" "es",
    Swahili "Swahili" "sw",
    Swedish "Swedish" "sv",
    Tagalog "Tagalog" "tl",
    Tamil "Tamil" "ta",
    Telugu "Telugu" "te",
    Thai "Thai" "th",
    Tibetan "Tibetan" "bo",
    Turkish "Turkish" "tr",
    Ukrainian "Ukrainian" "uk",
    Urdu "Urdu" "ur",
    Uzbek "Uzbek" "uz",
    Vietnamese "Vietnamese" "vi",
    Welsh "Welsh" "cy",
    Unknown "Unknown" "und",
}

impl Language {
    /// The language with this [`code`](Self::code).
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|l| l.code() == code)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
