//! Maps as serde's maps.

use super::GoMap;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use core::marker::PhantomData;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

impl<K: Serialize, V: Serialize, S: BuildHasher> Serialize for GoMap<K, V, S> {
    /// In the order of an iteration: each time another one.
    ///
    /// ```
    /// let map = burrow_maps::GoMap::from([("a", 1)]);
    /// assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"a":1}"#);
    /// ```
    fn serialize<T: Serializer>(&self, serializer: T) -> Result<T::Ok, T::Error> {
        serializer.collect_map(self)
    }
}

impl<'de, K, V, S> Deserialize<'de> for GoMap<K, V, S>
where
    K: Deserialize<'de> + Hash + PartialEq,
    V: Deserialize<'de>,
    S: BuildHasher + Default,
{
    /// Of equal keys the last one counts.
    ///
    /// ```
    /// let map: burrow_maps::GoMap<String, i32> = serde_json::from_str(r#"{"a":1,"a":2}"#).unwrap();
    /// assert_eq!((map.len(), map["a"]), (1, 2));
    /// ```
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

struct Entries<K, V, S>(PhantomData<GoMap<K, V, S>>);

impl<'de, K, V, S> Visitor<'de> for Entries<K, V, S>
where
    K: Deserialize<'de> + Hash + PartialEq,
    V: Deserialize<'de>,
    S: BuildHasher + Default,
{
    type Value = GoMap<K, V, S>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = GoMap::default();
        // What the input says of its length is not to be trusted with much memory.
        map.reserve(entries.size_hint().unwrap_or(0).min(4096));
        while let Some((key, value)) = entries.next_entry()? {
            map.insert(key, value);
        }
        Ok(map)
    }
}
