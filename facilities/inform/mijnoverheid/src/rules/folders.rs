//! Where a letter may go.

use kernel::Problem;

use crate::model::{Action, Folder};

/// Whether an action is offered for a letter in a folder.
#[must_use]
pub fn is_offered(folder: Folder, action: Action) -> bool {
    matches!(
        (folder, action),
        (Folder::Inbox, Action::Archiveren | Action::Weggooien)
            | (Folder::Archief, Action::Terugzetten | Action::Weggooien)
            | (Folder::Prullenbak, Action::Terugzetten | Action::Verwijderen)
    )
}

/// The folder that a letter ends up in. Doing the same once more changes nothing: a second click is no error.
///
/// # Errors
/// 409 when the letter lies in a folder from which this cannot be done: another window moved it.
pub fn moved(folder: Folder, action: Action) -> Result<Folder, Problem> {
    let target = match action {
        Action::Archiveren => Folder::Archief,
        Action::Weggooien => Folder::Prullenbak,
        Action::Terugzetten => Folder::Inbox,
        Action::Verwijderen => Folder::Verwijderd,
    };
    if folder == target || is_offered(folder, action) {
        return Ok(target);
    }
    Err(Problem::conflict(
        "andereMap",
        "Dit bericht ligt intussen in een andere map. Open het bericht opnieuw om te zien wat u ermee kunt doen.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn only_the_bin_leads_out_and_nothing_leads_back_from_there(actions in proptest::collection::vec(0usize..4, 0..12)) {
            let mut folder = Folder::Inbox;
            for place in actions {
                let action = Action::ALL[place];
                if let Ok(next) = moved(folder, action) {
                    if next == Folder::Verwijderd {
                        prop_assert!(matches!(folder, Folder::Prullenbak | Folder::Verwijderd));
                    }
                    if folder == Folder::Verwijderd {
                        prop_assert_eq!(next, Folder::Verwijderd);
                    }
                    folder = next;
                }
            }
        }

        #[test]
        fn what_is_done_twice_is_done_once(place in 0usize..4, start in 0usize..3) {
            let (folder, action) = (Folder::ALL[start], Action::ALL[place]);
            if let Ok(next) = moved(folder, action) {
                prop_assert_eq!(moved(next, action), Ok(next));
            }
        }
    }

    #[test]
    fn a_letter_in_the_inbox_cannot_be_deleted_at_once() {
        assert_eq!(moved(Folder::Inbox, Action::Verwijderen).map_err(|problem| problem.status), Err(409));
        assert_eq!(moved(Folder::Prullenbak, Action::Verwijderen), Ok(Folder::Verwijderd));
    }
}
