# MISHAP_SANITIZE=address,undefined builds everything with these sanitizers; any finding ends the program.
set(MISHAP_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
if(MISHAP_SANITIZE)
  add_compile_options(-fsanitize=${MISHAP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${MISHAP_SANITIZE})
endif()
