#include "walk.h"
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

// One file, and the addresses of the objects that were visited.
struct walk {
  hid_t file;
  const struct hdf5_trial_limits *limits;
  haddr_t *visited;
  size_t count;
  size_t capacity;
  int had_memory;
};

static void visit_group(struct walk *walk, hid_t group, unsigned depth);

// Whether an entry of the error stack says that memory could not be had.
static herr_t note_error(unsigned number, const H5E_error2_t *error, void *context) {
  struct walk *walk = context;
  (void)number;
  if (error->maj_num == H5E_RESOURCE) walk->had_memory = 0;
  return 0;
}

// Takes a result of the library and looks at the errors behind a negative one.
static hid_t tried(struct walk *walk, hid_t result) {
  if (result < 0) {
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, note_error, walk);
    H5Eclear2(H5E_DEFAULT);
  }
  return result;
}

static int is_new(struct walk *walk, hid_t object) {
  H5O_info_t info;
  if (tried(walk, H5Oget_info1(object, &info)) < 0) return 0;
  for (size_t i = 0; i < walk->count; i++) {
    if (walk->visited[i] == info.addr) return 0;
  }
  if (walk->count == walk->capacity) {
    size_t capacity = walk->capacity ? 2 * walk->capacity : 64;
    haddr_t *larger = realloc(walk->visited, capacity * sizeof *larger);
    if (!larger) {
      walk->had_memory = 0;
      return 0;
    }
    walk->visited = larger;
    walk->capacity = capacity;
  }
  walk->visited[walk->count++] = info.addr;
  return 1;
}

// Reads the elements of a data set or the value of an attribute by `read`, converted to `type`.
static void read_as(struct walk *walk, hid_t holder, hid_t type, hid_t space, size_t count,
                    herr_t (*read)(hid_t, hid_t, void *)) {
  size_t size = H5Tget_size(type);
  size_t bytes;
  if (size == 0 || __builtin_mul_overflow(size, count, &bytes)) return;
  void *values = calloc(bytes ? bytes : 1, 1);
  if (!values) {
    walk->had_memory = 0;
    return;
  }
  (void)tried(walk, read(holder, type, values));
  // A string of variable length is also looked at to its end.
  if (H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0) {
    volatile size_t total = 0;
    for (size_t i = 0; i < count; i++) {
      const char *text = ((const char *const *)values)[i];
      if (text) total += strlen(text);
    }
  }
  // Only these point elsewhere; asking each element of the others takes longer than reading it.
  if (H5Tdetect_class(type, H5T_VLEN) > 0 || H5Tdetect_class(type, H5T_STRING) > 0) {
    (void)tried(walk, H5Dvlen_reclaim(type, space, H5P_DEFAULT, values));
  }
  free(values);
}

static herr_t read_dataset(hid_t dataset, hid_t type, void *values) {
  return H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
}

static herr_t read_attribute(hid_t attribute, hid_t type, void *values) {
  return H5Aread(attribute, type, values);
}

// The type that elements of `type` are read as; -1 where that is the type itself.
static hid_t memory_type(hid_t type) {
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
    case H5T_FLOAT: return H5Tget_native_type(type, H5T_DIR_ASCEND);
    case H5T_STRING: {
      if (H5Tis_variable_str(type) <= 0) return -1;
      hid_t text = H5Tcopy(H5T_C_S1);
      H5Tset_size(text, H5T_VARIABLE);
      H5Tset_cset(text, H5T_CSET_UTF8);
      return text;
    }
    default: return -1;
  }
}

// Reads as the type in the file, which checks checksums, and as the type in memory, which programs want.
static void read_both_ways(struct walk *walk, hid_t holder, hid_t type, hid_t space, size_t count,
                           herr_t (*read)(hid_t, hid_t, void *)) {
  read_as(walk, holder, type, space, count, read);
  hid_t other = tried(walk, memory_type(type));
  if (other < 0) return;
  if (H5Tequal(type, other) <= 0) read_as(walk, holder, other, space, count, read);
  H5Tclose(other);
}

static void visit_attributes(struct walk *walk, hid_t object) {
  int count = (int)tried(walk, H5Aget_num_attrs(object));
  for (int i = 0; i < count; i++) {
    char name[1024];
    if (tried(walk, H5Aget_name_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, (hsize_t)i, name, sizeof name,
                                       H5P_DEFAULT)) < 0) {
      return;
    }
    if (tried(walk, H5Aexists(object, name)) <= 0) continue;
    hid_t attribute = tried(walk, H5Aopen(object, name, H5P_DEFAULT));
    if (attribute < 0) continue;
    hid_t space = tried(walk, H5Aget_space(attribute));
    hid_t type = tried(walk, H5Aget_type(attribute));
    if (space >= 0 && type >= 0 && H5Sget_simple_extent_npoints(space) == 1) {
      read_both_ways(walk, attribute, type, space, 1, read_attribute);
    }
    if (type >= 0) H5Tclose(type);
    if (space >= 0) H5Sclose(space);
    H5Aclose(attribute);
  }
}

// The number of elements, if what they claim to take is within the limits; -1 otherwise.
static int64_t elements(struct walk *walk, hid_t dataset, hid_t space, size_t size) {
  hssize_t count = tried(walk, H5Sget_simple_extent_npoints(space));
  if (count < 0) return -1;
  uint64_t stored = H5Dget_storage_size(dataset);
  if (stored > walk->limits->length) stored = walk->limits->length;
  uint64_t most, claimed;
  if (__builtin_mul_overflow(stored, walk->limits->expansion, &most) ||
      __builtin_add_overflow(most, walk->limits->allowance, &most)) {
    most = UINT64_MAX;
  }
  if (__builtin_mul_overflow((uint64_t)count, (uint64_t)size, &claimed) || claimed > most) return -1;
  return count;
}

// Whether the elements lie in this file. The layout is asked for before the shape, which may open other files.
static int is_self_contained(struct walk *walk, hid_t dataset) {
  hid_t list = tried(walk, H5Dget_create_plist(dataset));
  if (list < 0) return 0;
  int contained = H5Pget_layout(list) != H5D_VIRTUAL && H5Pget_external_count(list) == 0;
  unsigned flags, configuration;
  size_t values = 0;
  char name[64];
  for (int i = 0, count = H5Pget_nfilters(list); i < count; i++) {
    (void)tried(walk, H5Pget_filter2(list, (unsigned)i, &flags, &values, NULL, sizeof name, name, &configuration));
  }
  H5Pclose(list);
  return contained;
}

static void visit_dataset(struct walk *walk, hid_t dataset) {
  if (!is_self_contained(walk, dataset)) return;
  hid_t space = tried(walk, H5Dget_space(dataset));
  hid_t type = tried(walk, H5Dget_type(dataset));
  if (space >= 0 && type >= 0) {
    int64_t count = elements(walk, dataset, space, H5Tget_size(type));
    if (count > 0) read_both_ways(walk, dataset, type, space, (size_t)count, read_dataset);
  }
  if (type >= 0) H5Tclose(type);
  if (space >= 0) H5Sclose(space);
}

static void visit_child(struct walk *walk, hid_t group, const char *name, unsigned depth) {
  H5L_info_t link;
  if (tried(walk, H5Lexists(group, name, H5P_DEFAULT)) <= 0) return;
  if (tried(walk, H5Lget_info(group, name, &link, H5P_DEFAULT)) < 0 || link.type >= H5L_TYPE_UD_MIN) return;
  if (tried(walk, H5Oexists_by_name(group, name, H5P_DEFAULT)) <= 0) return;
  hid_t object = tried(walk, H5Oopen(group, name, H5P_DEFAULT));
  if (object < 0) return;
  if (is_new(walk, object)) {
    visit_attributes(walk, object);
    if (H5Iget_type(object) == H5I_DATASET) visit_dataset(walk, object);
    if (H5Iget_type(object) == H5I_GROUP) visit_group(walk, object, depth + 1);
  }
  H5Oclose(object);
}

static void visit_group(struct walk *walk, hid_t group, unsigned depth) {
  H5G_info_t info;
  if (depth > walk->limits->depth || tried(walk, H5Gget_info(group, &info)) < 0) return;
  for (hsize_t i = 0; i < info.nlinks; i++) {
    ssize_t length = (ssize_t)tried(
        walk, H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, NULL, 0, H5P_DEFAULT));
    if (length < 0) return;
    char *name = malloc((size_t)length + 1);
    if (!name) {
      walk->had_memory = 0;
      return;
    }
    if (tried(walk, H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, (size_t)length + 1,
                                       H5P_DEFAULT)) >= 0) {
      visit_child(walk, group, name, depth);
    }
    free(name);
  }
}

int hdf5_walk(const char *name, hid_t access, const struct hdf5_trial_limits *limits) {
  struct walk walk = {.limits = limits, .had_memory = 1};
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  walk.file = tried(&walk, H5Fopen(name, H5F_ACC_RDONLY, access));
  if (walk.file >= 0) {
    hid_t root = tried(&walk, H5Gopen2(walk.file, "/", H5P_DEFAULT));
    if (root >= 0) {
      (void)is_new(&walk, root);
      visit_attributes(&walk, root);
      visit_group(&walk, root, 0);
      H5Gclose(root);
    }
    (void)tried(&walk, H5Fclose(walk.file));
  }
  free(walk.visited);
  // What was written past the end of a piece of memory shows when its neighbours are given back, and had better show here.
  (void)H5garbage_collect();
  (void)malloc_trim(0);
  return walk.had_memory;
}
