//! What the detectors find, and what they leave alone.

use proptest::prelude::*;

use super::*;

fn kinds(text: &str) -> Vec<(Kind, &str)> {
    find(text)
        .into_iter()
        .map(|finding| (finding.kind, &text[finding.range]))
        .collect()
}

fn has(text: &str, kind: Kind, part: &str) {
    let found = kinds(text);
    assert!(found.contains(&(kind, part)), "{text}: {found:?}");
}

fn clean(text: &str) {
    let found = find(text);
    assert!(!level(&found).is_personal(), "{text}: {:?}", kinds(text));
}

#[test]
fn every_pattern_compiles() {
    let families = [
        secrets::RULES,
        contact::RULES,
        numbers::RULES,
        birth::RULES,
        address::RULES,
        names::RULES,
    ];
    assert_eq!(
        PATTERNS.len(),
        families.iter().map(|rules| rules.len()).sum::<usize>()
    );
}

#[test]
fn ways_to_reach_someone_are_found() {
    has(
        "its odette 77 gmail com",
        Kind::Email,
        "odette 77 gmail com",
    );
    has(
        "Write to maria.quill77@mail.example now.",
        Kind::Email,
        "maria.quill77@mail.example",
    );
    has(
        "it is odette (at) post dot org",
        Kind::Email,
        "odette (at) post dot org",
    );
    has(
        "Ring +44 20 7946 0958 after six",
        Kind::Phone,
        "+44 20 7946 0958",
    );
    has("or (555) 234-5678.", Kind::Phone, "(555) 234-5678");
    has("Mein Handy: 0171 2345678", Kind::Phone, "0171 2345678");
    has("我的手机是13912345678。", Kind::Phone, "13912345678");
    has("ask @quiet_otter about it", Kind::Handle, "@quiet_otter");
    has("my username is otter_99", Kind::Handle, "otter_99");
    has(
        "see https://github.com/quiet-otter for more",
        Kind::Profile,
        "quiet-otter",
    );
}

#[test]
fn numbers_with_check_digits_are_found() {
    has(
        "card 4111 1111 1111 1111",
        Kind::Card,
        "4111 1111 1111 1111",
    );
    has(
        "IBAN DE89 3704 0044 0532 0130 00",
        Kind::BankAccount,
        "DE89 3704 0044 0532 0130 00",
    );
    has("SSN 219-09-9999 please", Kind::NationalId, "219-09-9999");
    has(
        "my passport number is X1234567",
        Kind::NationalId,
        "X1234567",
    );
    has(
        "身份证号码11010519491231002X",
        Kind::NationalId,
        "11010519491231002X",
    );
    has(
        "host 203.0.113.7 is down",
        Kind::NetworkAddress,
        "203.0.113.7",
    );
    has("MRN-4471920", Kind::RecordNumber, "MRN-4471920");
}

#[test]
fn secrets_are_found() {
    has(
        "key sk-proj-a1B2c3D4e5F6g7H8i9J0",
        Kind::Secret,
        "sk-proj-a1B2c3D4e5F6g7H8i9J0",
    );
    has("The password is Tr0ub4dor&3", Kind::Secret, "Tr0ub4dor&3");
    clean("The password is required.");
    clean("Use getElementsByClassNameAndAttributeValue or src/components/forms/CheckoutForm");
}

#[test]
fn where_and_when_are_found() {
    has(
        "I live at 221 Baker Street, thanks",
        Kind::Address,
        "221 Baker Street",
    );
    has(
        "in der Lindenstraße 14 wohnt",
        Kind::Address,
        "Lindenstraße 14",
    );
    has("au 12 rue de la Paix", Kind::Address, "12 rue de la Paix");
    has("住在南京路120号", Kind::Address, "住在南京路120号");
    has("DOB: 1984-03-02", Kind::BirthDate, "1984-03-02");
    has(
        "I was born on 2 March 1984.",
        Kind::BirthDate,
        "2 March 1984",
    );
    clean("The meeting is on 2 March 2024, 5 minutes down the road.");
}

#[test]
fn names_are_found_with_and_without_a_list() {
    has(
        "Ask Maria Gonzalez about it",
        Kind::Person,
        "Maria Gonzalez",
    );
    has("Dr. Okonjo will see you", Kind::Person, "Okonjo");
    has("my name is Zbynek Hruska", Kind::Person, "Zbynek Hruska");
    has("my name is maria gonzalez", Kind::Person, "maria gonzalez");
    has("Анна Петрова позвонила", Kind::Person, "Анна Петрова");
    has("我叫王小明。", Kind::Person, "王小明");
    has("田中さんに電話", Kind::Person, "田中");
    has("hello, im maria gonzalez", Kind::Person, "maria gonzalez");
    has("maria vanterpool", Kind::Person, "maria vanterpool");
    has("Tell Maria that", Kind::GivenName, "Maria");
    has(
        "at Contoso Systems in Berlin",
        Kind::Organisation,
        "Contoso Systems",
    );
    has("at Contoso Systems in Berlin", Kind::Place, "Berlin");
    has("in Buenos Aires now", Kind::Place, "Buenos Aires");
    has("从上海出发", Kind::Place, "上海");
}

#[test]
fn names_typed_in_a_hurry_are_found() {
    has("randy", Kind::GivenName, "randy");
    has("sure harini", Kind::GivenName, "harini");
    has("james 4411", Kind::GivenName, "james");
    has("jason lee 4411", Kind::Person, "jason lee");
    has(
        "my name is quillan vost and my pin is 4411",
        Kind::Person,
        "quillan vost",
    );
    has("full name: zedrik", Kind::GivenName, "zedrik");
    for text in [
        "my company name is blue harbour",
        "my name appears twice on the bill",
        "the name of the variable is wrong",
        "rose petals for a salad",
        "robert musical store",
    ] {
        clean(text);
    }
}

#[test]
fn family_names_are_told_by_their_endings() {
    has(
        "Ask Quillan Vostrovska about it",
        Kind::Person,
        "Quillan Vostrovska",
    );
    has("a letter to Tormundsson", Kind::Person, "Tormundsson");
    has(
        "Zelda van Hollberg called",
        Kind::Person,
        "Zelda van Hollberg",
    );
    clean("Geneva and Moldova lie in Europe");
    clean("The Supernova game runs on my Heidelberg server");
}

#[test]
fn numbers_that_are_an_answer_are_found() {
    has("5552345678", Kind::Phone, "5552345678");
    has("ph 555 234 5678", Kind::Phone, "555 234 5678");
    has("Phone:\n555 2345", Kind::Phone, "555 2345");
    has("4111111111111112", Kind::Card, "4111111111111112");
    clean("What is 4294967295 in hexadecimal?");
    clean("tracking number 4294967295");
}

#[test]
fn everyday_requests_are_clean() {
    for text in [
        "Write a short story about hope and grace in the spring",
        "How do I fix a TypeError in Python 3.11.4?",
        "Explain the quadratic formula with 3 examples",
        "Fix problems with React components",
        "Convert 1,234,567 metres to miles, and 3.14159265358979 to a fraction",
        "Plan a trip for 2 people, 2025-06-01 to 2025-06-14, 1,500 euros",
        "@media (max-width: 600px) { body { color: red } }",
        "def test_123(): assert add(1, 2) == 3",
        "Version 1.2.3.4 broke the build",
        "Write a birthday card for my mother",
    ] {
        clean(text);
    }
}

#[test]
fn levels_follow_what_is_found() {
    assert_eq!(level(&find("Bake bread")).number(), 5);
    assert_eq!(
        level(&find("Write to maria.quill77@mail.example")).number(),
        1
    );
    assert_eq!(level(&find("Ask Maria Gonzalez about it")).number(), 2);
}

proptest! {
    #[test]
    fn findings_are_places_in_the_text(text in "\\PC{0,120}") {
        let mut end = 0;
        for finding in find(&text) {
            prop_assert!(finding.range.start >= end && !finding.range.is_empty());
            prop_assert!(text.get(finding.range.clone()).is_some());
            end = finding.range.end;
        }
    }

    #[test]
    fn an_address_is_found_wherever_it_stands(
        user in "[a-z]{2,10}[.][a-z]{2,10}", host in "[a-z]{3,10}", before in "[ a-z,.!]{0,30}", after in "[ ,!?]"
    ) {
        let address = format!("{user}@{host}.example");
        let text = format!("{before} {address}{after}");
        prop_assert!(kinds(&text).contains(&(Kind::Email, address.as_str())));
    }

    #[test]
    fn a_card_is_found_with_its_check_digit_only(number in "4[0-9]{14}", wrong in 1_u8..10) {
        let digits: Vec<u8> = number.bytes().map(|byte| byte - b'0').collect();
        let right = (0..10).find(|&check| checks::luhn(&[&digits[..], &[check]].concat())).unwrap();
        let text = |check: u8| format!("pay with {number}{check} today");
        let card = |text: &str| find(text).iter().any(|finding| finding.kind == Kind::Card);
        prop_assert!(card(&text(right)));
        prop_assert!(!card(&text((right + wrong) % 10)));
    }
}
