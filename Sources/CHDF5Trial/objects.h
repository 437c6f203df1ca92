#pragma once
#include <hdf5.h>
#include <stddef.h>

/// An object of a file, and where its copy is.
struct object {
  haddr_t address;
  haddr_t copy;
  H5O_type_t type;
  /// From the root, such as "/drugs/name".
  char *path;
};

/// All objects of a file, each once.
struct objects {
  struct object *list;
  size_t count;
  size_t capacity;
  /// The path of the last that was found.
  const char *last;
  int without_memory;
  /// Groups may stand in each other this deep.
  unsigned depth;
};

/// Lists a file's objects, the root first.
/// @return more than 0 if the last is a group that stands too deep, below 0 after an error.
herr_t list_objects(hid_t file, struct objects *objects);

/// Notes where the copy of an object is in the copy of its file, of which `root` is the copied root group.
herr_t find_copy(struct object *object, hid_t root);

/// Has the references in an object's elements and attributes, which H5Ocopy clears or leaves as they were, refer to copies
/// of what they referred to; one that led nowhere becomes a null reference.
herr_t renew_references(const struct objects *objects, const struct object *object, hid_t file, hid_t root);
