//! What the desk remembers between questions: what each connection grants, and what follows from fields that were asked before. Both
//! follow wholly from what they are remembered by, so nothing in it can grow old.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use party::Connection;

use crate::fields::FieldSelection;
use crate::rules::{Asked, Grant};

/// Connections and selections of fields that are remembered; past this the memory is emptied and fills anew.
const KEPT: usize = 1_000;

/// What a connection grants, with the connection from which that was read.
type Granted = (Arc<Connection>, Arc<Grant>);

/// The memory of the desk at which questions are asked.
#[derive(Debug, Default)]
pub struct Desk {
    /// By id of the connection; another version of it is read again.
    grants: Mutex<HashMap<String, Granted>>,
    asked: Mutex<HashMap<FieldSelection, Arc<Asked>>>,
}

impl Desk {
    /// What this connection grants.
    #[must_use]
    pub fn grant(&self, connection: &Arc<Connection>) -> Arc<Grant> {
        let mut grants = locked(&self.grants);
        match grants.get(&connection.id) {
            Some((read, grant)) if Arc::ptr_eq(read, connection) => Arc::clone(grant),
            _ => {
                make_room(&mut grants);
                let grant = Arc::new(Grant::from_attributes(&connection.attributes));
                grants.insert(connection.id.clone(), (Arc::clone(connection), Arc::clone(&grant)));
                grant
            }
        }
    }

    /// What follows from these fields.
    #[must_use]
    pub fn asked(&self, fields: &FieldSelection) -> Arc<Asked> {
        let mut all = locked(&self.asked);
        if let Some(asked) = all.get(fields) {
            return Arc::clone(asked);
        }
        make_room(&mut all);
        let asked = Arc::new(Asked::new(fields.clone()));
        all.insert(fields.clone(), Arc::clone(&asked));
        asked
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn make_room<K, V>(all: &mut HashMap<K, V>) {
    if all.len() >= KEPT {
        all.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kernel::Moment;

    use super::*;

    fn connection(attribute: &str) -> Arc<Connection> {
        Arc::new(Connection {
            id: "1".to_owned(),
            oin: "00000001823288444000".parse().unwrap(),
            facility: "brp".to_owned(),
            purpose: "toetsing".to_owned(),
            legal_basis: "wet".to_owned(),
            attributes: BTreeSet::from([attribute.to_owned()]),
            active_from: Moment::from_micros(0),
            active_until: Connection::OPEN,
        })
    }

    #[test]
    fn a_connection_that_changed_is_read_again() {
        let desk = Desk::default();
        let before = connection("010120 010210");
        assert_eq!(*desk.grant(&before), Grant::from_attributes(&before.attributes));
        assert!(Arc::ptr_eq(&desk.grant(&before), &desk.grant(&before)));
        let after = connection("gemeenteCode:0599");
        assert_eq!(*desk.grant(&after), Grant::Gemeente("0599".to_owned()));
        assert_eq!(*desk.grant(&before), Grant::from_attributes(&before.attributes));
    }

    #[test]
    fn the_same_fields_are_worked_out_once_and_the_memory_does_not_grow_without_end() {
        let desk = Desk::default();
        let fields = FieldSelection::of(&["naam", "geboorte.datum"]).unwrap();
        let asked = desk.asked(&fields);
        assert_eq!(*asked, Asked::new(fields.clone()));
        assert!(Arc::ptr_eq(&asked, &desk.asked(&fields)));
        for count in 1..=KEPT + 1 {
            let _ = desk.asked(&FieldSelection::of(&vec!["leeftijd"; count]).unwrap());
        }
        assert!(desk.asked.lock().unwrap().len() <= KEPT);
    }
}
