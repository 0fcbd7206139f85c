//! Frequent function words, and letters hardly used elsewhere, of languages in Latin script.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Language as L;

/// What speaks for one language and against it.
struct Hints {
    language: L,
    /// Words in lower case, as frequent as can be, separated by single spaces;
    /// shared ones cancel out.
    words: &'static str,
    /// Letters hardly used by other languages.
    peculiar: &'static str,
    /// All its letters beyond a to z.
    alphabet: &'static str,
}

impl Hints {
    /// The vote of a word's letters: one for a peculiar letter, minus one for a foreign letter.
    fn letters(&self, word: &str) -> i32 {
        let mut beyond = word.chars().filter(|c| !c.is_ascii());
        if beyond.clone().any(|c| !self.alphabet.contains(c)) {
            -1
        } else {
            i32::from(beyond.any(|c| self.peculiar.contains(c)))
        }
    }
}

/// Votes for each language in lower-case `text`, in the order of the table: one for each of its
/// words and for each word with a letter peculiar to it, minus one for each with a foreign letter.
pub(super) fn votes(text: &str) -> Vec<(L, i32)> {
    let mut votes: Vec<_> = HINTS.iter().map(|h| (h.language, 0)).collect();
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        for &at in BY_WORD.get(word).into_iter().flatten() {
            votes[at].1 += 1;
        }
        if !word.is_ascii() {
            for ((_, votes), hints) in votes.iter_mut().zip(HINTS) {
                *votes += hints.letters(word);
            }
        }
    }
    votes
}

/// Positions in [`HINTS`] of the languages that have a word.
static BY_WORD: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut by_word: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, hints) in HINTS.iter().enumerate() {
        for word in hints.words.split(' ') {
            by_word.entry(word).or_default().push(at);
        }
    }
    by_word
});

macro_rules! hints {
    ($($language:ident $words:literal $peculiar:literal $alphabet:literal,)*) => {
        &[$(Hints {
            language: L::$language,
            words: $words,
            peculiar: $peculiar,
            alphabet: $alphabet,
        },)*]
    };
}

/// One entry for each language that the Latin branch can answer.
static HINTS: &[Hints] = hints! {
    Afrikaans "nie hy sy hulle wat het vir ons jy is en die om te 'n kan my hoe ek baie asseblief van of in geen moet hierdie jou word" "" "áéèêëîïôöûü",
    Albanian "të në dhe për një është me që nga nuk si do kam mund ose ju i e" "ë" "ëç",
    Azerbaijani "və bir bu üçün ilə mən nə necə da də olan mənə var deyil kimi" "ə" "çəğıöşü",
    Catalan "de la que en un el no es amb els les per què com una això és i del són però molt vull puc aquest aquesta dels al si us plau a ha estat valor pot ser" "·" "àçèéíïòóúü·",
    Croatian "je i u da se na za što kako su nije ili mogu koji samo od bih želim molim sam s biti" "đ" "čćđšž",
    Czech "je se na že jak pro které jsem nebo jsou ale by co si když jako mám prosím bych v s k" "řěů" "áčďéěíňóřšťúůýž",
    Danish "og det er ikke jeg en til på af hvad hvordan kan med for som har mig den efter være blev nogle ugyldig denne dette du kun mere hvor" "æø" "æøåé",
    Dutch "het een van ik niet de en dat is voor met op zijn mijn wat hoe kan te naar deze ook je maar aan bij" "" "áéèëïóöü",
    English "the and of to is you what how for that with this in are my can do it from i a not have on be your please me" "" "éï",
    Estonian "ja on ei see kuidas mis ma ning või kui et mida palun oma kas saab oli selle" "õ" "äõöüšž",
    Finnish "ja on ei se että mitä miten kuinka minun voin tai mutta kun minä ovat oli olen sekä kanssa tämä tämän ole olla voi sinun" "" "äöåšž",
    French "le la les des et est une je pour que dans comment vous avec pas qui du un sur mon ce au sont c'est de ou" "çêœ" "àâæçéèêëîïôœùûü",
    German "der die das und ist ich nicht ein eine wie für mit zu auf den was kann von im dem sie wir bitte oder auch" "ß" "äöüß",
    Hungarian "a az és hogy nem egy van mit hogyan is meg ez de én lehet milyen mint vagy kell" "őű" "áéíóöőúüű",
    Indonesian "adalah banyak telah mereka dapat seperti karena para lebih sangat tersebut ada sebagai satu orang kami kita anda sebuah secara tahun hari jika harus sudah belum juga namun buatkan jelaskan yang dan di untuk dengan saya apa bagaimana ini itu dari tidak ke dalam bisa pada akan atau oleh tolong" "" "é",
    Italian "il di che è la per un come non sono con della mi una cosa le gli del nel ho alla questo anche i e" "" "àèéìîòù",
    Latvian "un ir kā es ka nav par no ar uz vai lai kas man šo bet tas kur" "āķļņģē" "āčēģīķļņšūž",
    Lithuanian "ir yra kaip aš kad ne ar su tai mano į iš kas arba bet man prie" "ėųį" "ąčęėįšųūž",
    Norwegian "og det er ikke jeg en til på av hva hvordan kan med for som har meg den etter være ble noen fra skal denne dette du bare mer hvor vær" "æø" "æøåéòô",
    Polish "i w jest nie się na że jak do to z co dla mnie czy od czym po jestem mogę proszę lub oraz" "łąęśż" "ąćęłńóśźż",
    Portuguese "o de que e não é um uma para como eu os em do da com meu na no você se por mais ao isso as" "ãõ" "áâãàçéêíóôõúü",
    Romanian "și de este să nu un o în la cu ce cum pentru care mai am din sau pe sunt vreau că" "ășț" "ăâîșțşţ",
    Slovak "ťa aj ktorý môžem je sa na že ako pre ktoré som alebo sú ale by čo si keď mám prosím v s k nie mi" "ľĺŕ" "áäčďéíĺľňóôŕšťúýž",
    Slovenian "je in da se na za kako kaj sem ne so ali lahko z ki bi pri tudi želim prosim v s to ta ni vaš vaše iz" "" "čšž",
    Spanish "el la de que y los en un una es no por para cómo con mi qué las del se yo lo como más al su puedo" "ñ" "áéíóúüñ",
    Swahili "na ya wa ni kwa za katika la cha kuwa hii nini jinsi mimi yangu ili kama hakuna lazima hili hiyo haya" "" "",
    Swedish "och det är inte jag en ett att som på av vad hur kan med för har mig den från eller till de ska" "å" "åäöé",
    Tagalog "ang ng sa mga na ko ako ay at hindi paano ano po ito para kung ba si may" "" "ñ",
    Turkish "bir ve bu için nasıl ne ben mi da de ile var nedir çok olarak bana daha gibi değil" "ğ" "çğıöşüâîû",
    Uzbek "va bu bir uchun bilan men qanday nima ham emas bo'lgan kerak mumkin yoki kiriting bo'lishi mavjud" "" "",
    Vietnamese "và là của tôi có không cho làm thế nào một các được với để trong bạn những này" "ơưđạảấầẩậắặẹẻếềểệịọỏốồổộớờởợụủứừửữự" "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    Welsh "y yn a i o ar mae yr sut beth am fy wedi ei gyda rwy'n eich hynny" "ŵŷ" "âêîôûŵŷäëïöáéó",
};
