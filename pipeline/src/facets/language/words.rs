//! Frequent function words, and letters hardly used elsewhere, of languages in Latin script.

use super::Language as L;

/// What speaks for one language.
pub(super) struct Hints {
    pub(super) language: L,
    /// Words in lower case, as frequent and as peculiar to the language as can be.
    words: &'static [&'static str],
    letters: &'static str,
}

impl Hints {
    /// Votes for the language in lower-case `text`: one for each of its words, one for each word
    /// with one of its letters.
    pub(super) fn votes(&self, text: &str) -> usize {
        text.split(' ')
            .map(|word| {
                usize::from(self.words.contains(&word))
                    + usize::from(
                        word.contains(|c: char| !c.is_ascii() && self.letters.contains(c)),
                    )
            })
            .sum()
    }
}

macro_rules! hints {
    ($($language:ident $words:literal $letters:literal,)*) => {
        &[$(Hints {
            language: L::$language,
            words: &{
                const WORDS: [&str; count($words)] = split($words);
                WORDS
            },
            letters: $letters,
        },)*]
    };
}

/// Number of words in a list that is separated by single spaces.
const fn count(list: &str) -> usize {
    let (bytes, mut at, mut words) = (list.as_bytes(), 0, 1);
    while at < bytes.len() {
        if bytes[at] == b' ' {
            words += 1;
        }
        at += 1;
    }
    words
}

/// The words of such a list.
const fn split<const N: usize>(list: &str) -> [&str; N] {
    let mut words = [""; N];
    let (mut rest, mut at) = (list, 0);
    while at < N {
        let bytes = rest.as_bytes();
        let mut end = 0;
        while end < bytes.len() && bytes[end] != b' ' {
            end += 1;
        }
        let (word, tail) = rest.split_at(end);
        words[at] = word;
        rest = if tail.is_empty() {
            tail
        } else {
            tail.split_at(1).1
        };
        at += 1;
    }
    words
}

/// One entry for each language that the Latin branch can answer.
pub(super) static HINTS: &[Hints] = hints! {
    Afrikaans "nie hy sy hulle wat het vir ons jy is en die om te 'n kan my hoe ek baie asseblief" "",
    Albanian "të në dhe për një është me që nga nuk si do kam mund ose ju i e" "ë",
    Azerbaijani "və bir bu üçün ilə mən nə necə da də olan mənə var deyil kimi" "ə",
    Catalan "amb els les per què com una això és i del són però molt vull puc aquest aquesta dels al" "·",
    Croatian "je i u da se na za što kako su nije ili mogu koji samo od bih želim molim sam s biti" "đ",
    Czech "je se na že jak pro které jsem nebo jsou ale by co si když jako mám prosím bych v s k" "řěů",
    Danish "og det er ikke jeg en til på af hvad hvordan kan med for som har mig den af efter være blev nogle hvad" "æø",
    Dutch "het een van ik niet de en dat is voor met op zijn mijn wat hoe kan te naar deze ook je maar aan bij" "",
    English "the and of to is you what how for that with this in are my can do it from i a not have on be your please me" "",
    Estonian "ja on ei see kuidas mis ma ning või kui et mida palun oma kas saab oli selle" "õ",
    Finnish "ja on ei se että mitä miten kuinka minun voin tai mutta kun minä ovat oli olen sekä kanssa" "",
    French "le la les des et est une je pour que dans comment vous avec pas qui du un sur mon ce au sont c'est de ou" "çêœ",
    German "der die das und ist ich nicht ein eine wie für mit zu auf den was kann von im dem sie wir bitte oder auch" "ß",
    Hungarian "a az és hogy nem egy van mit hogyan is meg ez de én lehet milyen mint vagy kell" "őű",
    Indonesian "yang dan di untuk dengan saya apa bagaimana ini itu dari tidak adalah ke dalam bisa pada akan atau oleh juga tolong" "",
    Italian "il di che è la per un come non sono con della mi una cosa le gli del nel ho alla questo anche i e" "",
    Latvian "un ir kā es ka nav par no ar uz vai lai kas man šo bet tas kur" "āķļņģ",
    Lithuanian "ir yra kaip aš kad ne ar su tai mano į iš kas arba bet man prie" "ėųį",
    Norwegian "og det er ikke jeg en til på av hva hvordan kan med for som har meg den etter være ble noen hva fra skal" "åø",
    Polish "i w jest nie się na że jak do to z co dla mnie czy od czym po jestem mogę proszę lub oraz" "łąęśż",
    Portuguese "o de que e não é um uma para como eu os em do da com meu na no você se por mais ao isso as" "ãõ",
    Romanian "și de este să nu un o în la cu ce cum pentru care mai am din sau pe sunt vreau că" "ășț",
    Slovak "je sa na že ako pre ktoré som alebo sú ale by čo si keď mám prosím v s k nie mi" "ľĺŕôä",
    Slovenian "je in da se na za kako kaj sem ne so ali lahko z ki bi pri tudi želim prosim v s" "",
    Spanish "el la de que y los en un una es no por para cómo con mi qué las del se yo lo como más al su puedo" "ñ¿",
    Swahili "na ya wa ni kwa za katika la cha kuwa hii nini jinsi mimi yangu ili kama" "",
    Swedish "och det är inte jag en ett att som på av vad hur kan med för har mig den från eller till de ska" "åä",
    Tagalog "ang ng sa mga na ko ako ay at hindi paano ano po ito para kung ba si may" "",
    Turkish "bir ve bu için nasıl ne ben mi da de ile var nedir çok olarak bana daha gibi değil" "ğşı",
    Uzbek "va bu bir uchun bilan men qanday nima ham emas bo'lgan kerak mumkin" "",
    Vietnamese "và là của tôi có không cho làm thế nào một các được với để trong bạn những này" "ơưđạảấầẩậắặẹẻếềểệịọỏốồổộớờởợụủứừửữự",
    Welsh "y yn a i o ar mae yr sut beth am fy wedi ei gyda rwy'n eich hynny" "ŵŷ",
};
