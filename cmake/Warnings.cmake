# Warnings are errors for everything that this project compiles.
option(MISHAP_WERROR "Treat warnings as errors" ON)
add_compile_options(-Wall -Wextra)
if(MISHAP_WERROR)
  add_compile_options(-Werror)
endif()
