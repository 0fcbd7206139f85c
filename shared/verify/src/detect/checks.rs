//! Check digits and entropy: what tells a number or key of a kind from any other.

/// Luhn's check (ISO/IEC 7812-1, annex B).
pub(super) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| {
            let digit = u32::from(digit);
            match (place % 2, digit) {
                (0, digit) => digit,
                (_, digit) if digit > 4 => 2 * digit - 9,
                (_, digit) => 2 * digit,
            }
        })
        .sum();
    !digits.is_empty() && sum.is_multiple_of(10)
}

/// The check of an IBAN (ISO 13616-1): letters as numbers, the first four characters last, modulo 97.
pub(super) fn iban(text: &str) -> bool {
    let compact: Vec<char> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if !(15..=34).contains(&compact.len()) {
        return false;
    }
    let mut rest = 0_u32;
    for &c in compact[4..].iter().chain(&compact[..4]) {
        let Some(value) = c.to_digit(36) else {
            return false;
        };
        rest = (rest * if value > 9 { 100 } else { 10 } + value) % 97;
    }
    rest == 1
}

/// The check digit of a Chinese resident number (GB 11643-1999), of 18 characters.
pub(super) fn chinese_resident(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let Some(last) = text.as_bytes().get(17).copied() else {
        return false;
    };
    let sum: u32 = text
        .bytes()
        .zip(WEIGHTS)
        .map(|(byte, weight)| u32::from(byte.wrapping_sub(b'0')) * weight)
        .sum();
    last.to_ascii_uppercase() == CHECKS[(sum % 11) as usize]
}

/// The letter of a Spanish DNI: the number modulo 23.
pub(super) fn spanish_dni(text: &str) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let number: Option<usize> = text.get(..8).and_then(|digits| digits.parse().ok());
    let letter = text.bytes().last();
    number.is_some_and(|number| letter == Some(LETTERS[number % 23]))
}

/// Both check digits of a Brazilian CPF.
pub(super) fn brazilian_cpf(digits: &[u8]) -> bool {
    let check = |count: usize| {
        let sum: usize = digits[..count]
            .iter()
            .zip((2..=count + 1).rev())
            .map(|(&digit, weight)| usize::from(digit) * weight)
            .sum();
        (sum * 10 % 11 % 10) as u8
    };
    digits.len() == 11 && digits[9] == check(9) && digits[10] == check(10)
}

/// Shannon entropy of the characters, in bits each.
pub(super) fn entropy(text: &str) -> f64 {
    let mut characters: Vec<char> = text.chars().collect();
    let count = characters.len() as f64;
    characters.sort_unstable();
    characters
        .chunk_by(|a, b| a == b)
        .map(|same| same.len() as f64 / count)
        .map(|share| -share * share.log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn digits(text: &str) -> Vec<u8> {
        text.bytes().map(|byte| byte - b'0').collect()
    }

    #[test]
    fn published_examples_pass_and_neighbours_do_not() {
        assert!(luhn(&digits("4111111111111111")));
        assert!(!luhn(&digits("4111111111111112")));
        assert!(iban("GB82 WEST 1234 5698 7654 32"));
        assert!(!iban("GB82 WEST 1234 5698 7654 33"));
        assert!(chinese_resident("11010519491231002X"));
        assert!(!chinese_resident("110105194912310021"));
        assert!(spanish_dni("12345678Z") && !spanish_dni("12345678A"));
        assert!(brazilian_cpf(&digits("52998224725")));
        assert!(!brazilian_cpf(&digits("52998224726")));
        assert!(entropy("aaaaaaaa") < 0.1 && entropy("abcdefgh") > 2.9);
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_caught(number in "[0-9]{12,18}", place in 0_usize..12, by in 1_u8..10) {
            let mut number = digits(&number);
            let check = (0..10).find(|&check| {
                number.push(check);
                let right = luhn(&number);
                number.pop();
                right
            });
            number.push(check.unwrap());
            prop_assert!(luhn(&number));
            number[place] = (number[place] + by) % 10;
            prop_assert!(!luhn(&number));
        }
    }
}
