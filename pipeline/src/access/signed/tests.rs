//! Requests that are signed, changed, late and approved by the wrong person.

use super::super::{Change, SignedChange};
use super::*;

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    time("2026-03-02T12:00:00Z")
}

struct Desk {
    people: People,
    keys: Vec<(&'static str, PrivateKey)>,
}

impl Desk {
    /// Anna and Ben are the first; Anna adds Carl.
    fn new() -> Self {
        let keys = ["anna", "ben", "carl"].map(|name| (name, PrivateKey::new().unwrap()));
        let mut people = People::default();
        for (number, (name, key)) in keys.iter().enumerate() {
            let by = (number == 2).then(|| "anna".to_owned());
            let signer = by.as_ref().map(|_| &keys[0].1);
            let change = Change {
                vault: "v".into(),
                name: (*name).into(),
                key: Some(key.public()),
                by,
                at: now(),
            };
            let signed = SignedChange::new(change, signer).unwrap();
            people.apply(&signed, "v").unwrap();
        }
        Self {
            people,
            keys: keys.into(),
        }
    }

    fn key(&self, name: &str) -> &PrivateKey {
        &self.keys.iter().find(|(n, _)| *n == name).unwrap().1
    }

    fn request(&self, by: &str, hours: i64) -> SignedRequest {
        let request = Request {
            vault: "v".into(),
            run: "r".into(),
            cluster: "c".into(),
            name: "Bake bread".into(),
            purpose: "a complaint".into(),
            by: by.into(),
            at: time("2026-03-02T10:00:00Z"),
            until: time("2026-03-02T10:00:00Z") + SignedDuration::from_hours(hours),
            number: "1".into(),
        };
        SignedRequest::new(request, self.key(by)).unwrap()
    }

    fn approved(&self, asks: &str, approves: &str) -> SignedApproval {
        let at = time("2026-03-02T11:00:00Z");
        self.request(asks, 24)
            .approve(approves, self.key(approves), at)
            .unwrap()
    }

    fn check(&self, approval: &SignedApproval) -> Result<(), Refusal> {
        approval.check(&self.people, "v", "r", now())
    }
}

#[test]
fn two_persons_together_may_see() {
    let desk = Desk::new();
    assert_eq!(desk.check(&desk.approved("anna", "ben")), Ok(()));
    assert_eq!(desk.check(&desk.approved("ben", "carl")), Ok(()));
}

#[test]
fn one_person_alone_may_not() {
    let desk = Desk::new();
    let own = desk.check(&desk.approved("anna", "anna"));
    assert_eq!(own, Err(Refusal::SamePerson("anna".into())));
    for (asks, approves) in [("anna", "carl"), ("carl", "anna")] {
        let helper = desk.check(&desk.approved(asks, approves));
        assert!(matches!(helper, Err(Refusal::SameFounder { .. })));
    }
    // Under another's name, with one's own key.
    let at = time("2026-03-02T11:00:00Z");
    let forged = desk
        .request("anna", 24)
        .approve("ben", desk.key("anna"), at);
    let forged = desk.check(&forged.unwrap());
    assert_eq!(
        forged,
        Err(Refusal::Person(PeopleError::WrongKey("ben".into())))
    );
    let mut forged = desk.approved("anna", "anna");
    forged.approval.by = "ben".into();
    forged.key = desk.key("ben").public();
    assert_eq!(desk.check(&forged), Err(Refusal::Changed("approval")));
}

#[test]
fn it_is_good_for_its_time_only() {
    let desk = Desk::new();
    let approved = desk.approved("anna", "ben");
    let at = |text| approved.check(&desk.people, "v", "r", time(text));
    assert_eq!(at("2026-03-03T10:00:00Z"), Ok(()));
    assert!(matches!(at("2026-03-03T10:00:01Z"), Err(Refusal::Late(_))));
    assert_eq!(at("2026-03-02T09:00:00Z"), Err(Refusal::Early("request")));
    assert_eq!(at("2026-03-02T10:30:00Z"), Err(Refusal::Early("approval")));
    let long = desk.request("anna", 8 * 24);
    let long = long.approve("ben", desk.key("ben"), now()).unwrap();
    assert_eq!(desk.check(&long), Err(Refusal::TooLong));
    let late = time("2026-03-02T11:30:00Z");
    let late = desk
        .request("anna", 1)
        .approve("ben", desk.key("ben"), late);
    let late = late
        .unwrap()
        .check(&desk.people, "v", "r", time("2026-03-02T11:00:00Z"));
    assert!(late.is_err());
}

#[test]
fn nothing_in_it_can_be_changed() {
    let desk = Desk::new();
    let approved = desk.approved("anna", "ben");
    let changes: [fn(&mut Request); 6] = [
        |request| request.cluster = "d".into(),
        |request| request.purpose = "curiosity".into(),
        |request| request.until += SignedDuration::from_hours(1),
        |request| request.by = "carl".into(),
        |request| request.run = "s".into(),
        |request| request.name = "Bake cake".into(),
    ];
    for change in changes {
        let mut changed = approved.clone();
        change(&mut changed.request.request);
        assert!(desk.check(&changed).is_err());
    }
    // The approval of one request does not fit another one by the same person.
    let mut other = desk
        .request("anna", 23)
        .approve("ben", desk.key("ben"), now())
        .unwrap();
    other.request = approved.request.clone();
    assert_eq!(desk.check(&other), Err(Refusal::Changed("approval")));
    for (vault, run) in [("w", "r"), ("v", "s")] {
        let elsewhere = approved.check(&desk.people, vault, run, now());
        assert!(matches!(elsewhere, Err(Refusal::Other(_))));
    }
}

#[test]
fn who_was_removed_can_neither_ask_nor_approve() {
    let mut desk = Desk::new();
    let approved = desk.approved("anna", "ben");
    let change = Change {
        vault: "v".into(),
        name: "ben".into(),
        key: None,
        by: Some("anna".into()),
        at: now(),
    };
    let signed = SignedChange::new(change, Some(desk.key("anna"))).unwrap();
    desk.people.apply(&signed, "v").unwrap();
    assert_eq!(
        desk.check(&approved),
        Err(Refusal::Person(PeopleError::Unknown("ben".into())))
    );
}

#[test]
fn files_come_back_and_are_not_overwritten() {
    let desk = Desk::new();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("approval.json");
    let approved = desk.approved("anna", "ben");
    approved.write(&path).unwrap();
    assert_eq!(SignedApproval::read(&path).unwrap(), approved);
    assert!(approved.write(&path).is_err());
    let error = SignedRequest::read(&path).unwrap_err();
    assert!(matches!(error, RequestFileError::Kind { .. }));
}
