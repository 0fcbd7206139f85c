//! Which plain letter an accented one is typed as, and other letters that are typed alike.
//!
//! Written out rather than taken from Unicode's tables of decompositions, which would make the client
//! 90 kB larger for scripts that need none of it. The tests compare it with those tables.

/// Plain letters of U+00C0 to U+024F; a dot where there is none.
const LATIN: &str = "\
    aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeeegggg\
    gggghh..iiiiiiiiii..jjkk.llllll..llnnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzzs\
    ................................oo.............uu............................aaiioouuuuuuuuuu.aa\
    aa....ggkkoooo..j...gg..nnaa..ooaaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............\
    ................";
/// Plain letters of U+1E00 to U+1EFF.
const LATIN_MORE: &str = "\
    aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrr\
    ssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy.s....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee\
    eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

/// Calls `push` with what the character `c` is compared by: nothing for an accent, two characters for
/// some ligatures, up to three letters for a Korean syllable.
pub(super) fn each(c: char, push: &mut impl FnMut(char)) {
    match u32::from(c) {
        code @ 0x00C0..=0x024F => latin(c, LATIN, code - 0x00C0, push),
        code @ 0x1E00..=0x1EFF => latin(c, LATIN_MORE, code - 0x1E00, push),
        // Full-width forms of ASCII.
        code @ 0xFF01..=0xFF5E => lower(char::from_u32(code - 0xFEE0).unwrap_or(c), push),
        code @ 0xAC00..=0xD7A3 => hangul(code - 0xAC00, push),
        // Single Korean letters, as a keyboard types them.
        code @ 0x314F..=0x3163 => push(char::from_u32(code - 0x314F + 0x1161).unwrap_or(c)),
        code @ 0x3131..=0x314E => push(consonant(code).unwrap_or(c)),
        // Katakana to hiragana.
        code @ 0x30A1..=0x30F6 => push(char::from_u32(code - 0x60).unwrap_or(c)),
        _ if is_mark(c) => {}
        _ => lower(c, push),
    }
}

fn latin(c: char, letters: &str, place: u32, push: &mut impl FnMut(char)) {
    match letters.as_bytes().get(place as usize) {
        Some(b'.') | None => lower(c, push),
        Some(&letter) => push(char::from(letter)),
    }
}

fn lower(c: char, push: &mut impl FnMut(char)) {
    for c in c.to_lowercase() {
        let one = match c {
            'ß' => {
                push('s');
                's'
            }
            'æ' => {
                push('a');
                'e'
            }
            'œ' => {
                push('o');
                'e'
            }
            'þ' => {
                push('t');
                'h'
            }
            'ά' => 'α',
            'έ' => 'ε',
            'ή' => 'η',
            'ί' | 'ϊ' | 'ΐ' => 'ι',
            'ό' => 'ο',
            'ύ' | 'ϋ' | 'ΰ' => 'υ',
            'ώ' => 'ω',
            'ς' => 'σ',
            'ё' => 'е',
            'ї' => 'і',
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ؤ' => 'و',
            'ئ' | 'ى' | 'ی' => 'ي',
            'ة' => 'ه',
            'ک' => 'ك',
            '’' => '\'',
            other => other,
        };
        push(one);
    }
}

/// The letters of a Korean syllable (Unicode Standard, section 3.12), so that half a syllable is found.
fn hangul(syllable: u32, push: &mut impl FnMut(char)) {
    let letters = [
        0x1100 + syllable / 588,
        0x1161 + syllable % 588 / 28,
        0x11A7 + syllable % 28,
    ];
    let count = if syllable.is_multiple_of(28) { 2 } else { 3 };
    letters[..count]
        .iter()
        .filter_map(|&letter| char::from_u32(letter))
        .for_each(push);
}

/// The letter that begins a syllable for one that stands alone; none for pairs that begin none.
fn consonant(code: u32) -> Option<char> {
    const ALONE: [u32; 19] = [
        0x3131, 0x3132, 0x3134, 0x3137, 0x3138, 0x3139, 0x3141, 0x3142, 0x3143, 0x3145, 0x3146,
        0x3147, 0x3148, 0x3149, 0x314A, 0x314B, 0x314C, 0x314D, 0x314E,
    ];
    let place = ALONE.iter().position(|&alone| alone == code)?;
    char::from_u32(0x1100 + u32::try_from(place).ok()?)
}

/// Accents, Hebrew points, Arabic vowel signs and the stretching stroke. Vowel signs of Indic and Thai
/// scripts are letters to their readers and stay.
const fn is_mark(c: char) -> bool {
    matches!(
        c as u32,
        0x0300..=0x036F
            | 0x0591..=0x05BD
            | 0x05BF
            | 0x05C1..=0x05C2
            | 0x05C4..=0x05C5
            | 0x05C7
            | 0x0610..=0x061A
            | 0x0640
            | 0x064B..=0x065F
            | 0x0670
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    fn folded(text: &str) -> String {
        let mut folded = String::new();
        text.chars().for_each(|c| each(c, &mut |c| folded.push(c)));
        folded
    }

    #[test]
    fn letters_are_those_of_unicode() {
        let ranges = (0x00C0..=0x024F)
            .chain(0x1E00..=0x1EFF)
            .chain(0xAC00..=0xD7A3);
        for c in ranges.filter_map(char::from_u32) {
            let decomposed: String = c.nfkd().collect();
            let of_unicode = folded(&decomposed);
            // The table is of plain letters: what has another beneath its accent stays as it is.
            let plain = c >= '\u{AC00}' || of_unicode.is_ascii();
            if decomposed.chars().count() > 1 && plain {
                let here = folded(&c.to_string());
                let digraph = of_unicode.chars().count() > 1 && c < '\u{AC00}';
                assert!(
                    digraph || here == of_unicode,
                    "{c}: {here} and {of_unicode}"
                );
            }
        }
    }

    #[test]
    fn korean_letters_alone_are_those_of_syllables() {
        assert_eq!(folded("ㅎㅏ"), folded("하"));
        assert!(folded("한").starts_with(&folded("하")));
    }
}
