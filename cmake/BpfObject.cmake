# bpf_object(NAME SOURCE.bpf.c [SOURCE.bpf.c...])
#
# Compiles BPF programs with clang-19 and generates their skeleton. Gives the interface target NAME: who links it
# includes "NAME.skel.h" and gets libbpf. Several sources are linked into one object by bpftool. DWARF is dropped,
# BTF stays. The kernel types come from vmlinux/ in this tree, so the build machine needs no BTF of its own.
find_program(MISHAP_BPF_CLANG NAMES clang-19 REQUIRED)
find_program(MISHAP_BPF_STRIP NAMES llvm-strip-19 REQUIRED)
find_program(MISHAP_BPFTOOL NAMES bpftool PATHS /usr/sbin REQUIRED)

set(MISHAP_BPF_FLAGS -target bpf -mcpu=v3 -O2 -g -std=gnu11 -D__TARGET_ARCH_x86
  -Wall -Wextra -Werror -Wno-unused-parameter -Wno-missing-declarations
  -I${PROJECT_SOURCE_DIR} -I${PROJECT_SOURCE_DIR}/vmlinux
  -idirafter /usr/include/${CMAKE_LIBRARY_ARCHITECTURE})

function(bpf_object name)
  set(objects "")
  foreach(source IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE input)
    cmake_path(GET source STEM base)
    set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.dir/${base}.bpf.o)
    add_custom_command(
      OUTPUT ${object}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_CURRENT_BINARY_DIR}/${name}.dir
      COMMAND ${MISHAP_BPF_CLANG} ${MISHAP_BPF_FLAGS} -MD -MF ${object}.d -MT ${object} -c ${input} -o ${object}
      COMMAND ${MISHAP_BPF_STRIP} -g ${object}
      DEPENDS ${input}
      DEPFILE ${object}.d
      COMMENT "BPF ${name}/${base}"
      VERBATIM COMMAND_EXPAND_LISTS)
    list(APPEND objects ${object})
  endforeach()

  set(linked ${CMAKE_CURRENT_BINARY_DIR}/${name}.bpf.o)
  set(link ${CMAKE_COMMAND} -E copy ${objects} ${linked})
  list(LENGTH objects count)
  if(count GREATER 1)
    set(link ${MISHAP_BPFTOOL} gen object ${linked} ${objects})
  endif()
  set(skeleton ${CMAKE_CURRENT_BINARY_DIR}/${name}.skel.h)
  add_custom_command(
    OUTPUT ${linked} ${skeleton}
    COMMAND ${link}
    COMMAND ${MISHAP_BPFTOOL} gen skeleton ${linked} name ${name} > ${skeleton}.new
    COMMAND ${CMAKE_COMMAND} -E rename ${skeleton}.new ${skeleton}
    DEPENDS ${objects}
    COMMENT "BPF ${name} skeleton"
    VERBATIM COMMAND_EXPAND_LISTS)

  add_custom_target(${name}_skeleton DEPENDS ${skeleton})
  add_library(${name} INTERFACE)
  add_dependencies(${name} ${name}_skeleton)
  target_include_directories(${name} SYSTEM INTERFACE ${CMAKE_CURRENT_BINARY_DIR})
  target_link_libraries(${name} INTERFACE bpf elf z)
endfunction()
