//! A list in memory that changes as a whole, by one at a time, and only once the change is kept.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::PeopleError;

/// Where a list is kept. The program has files for it.
pub trait Keep<T>: Send + Sync {
    /// Makes this the list that is read at the next start.
    ///
    /// # Errors
    /// In words, when it is not; then the former one is still there.
    fn keep(&self, list: &[T]) -> Result<(), String>;
}

/// The list. A reader never waits for more than a swap of a pointer.
pub(crate) struct Table<T> {
    list: RwLock<Arc<Vec<T>>>,
    /// Held from reading the list to replacing it, so that of two changes at once none is lost.
    changing: Mutex<()>,
    keeper: Box<dyn Keep<T>>,
}

impl<T: Clone> Table<T> {
    pub(crate) fn new(list: Vec<T>, keeper: Box<dyn Keep<T>>) -> Self {
        Self { list: RwLock::new(Arc::new(list)), changing: Mutex::default(), keeper }
    }

    /// The list as it is.
    pub(crate) fn all(&self) -> Arc<Vec<T>> {
        // A list behind a poisoned lock is whole: it is only ever replaced as one pointer.
        self.list.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes it, unless `act` or keeping it fails.
    pub(crate) fn change<R>(
        &self,
        act: impl FnOnce(&mut Vec<T>) -> Result<R, PeopleError>,
    ) -> Result<R, PeopleError> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut list = Vec::clone(&self.all());
        let outcome = act(&mut list)?;
        self.keeper.keep(&list).map_err(PeopleError::NotKept)?;
        *self.list.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(list);
        Ok(outcome)
    }
}
