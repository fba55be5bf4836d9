# Shows our headers to Doxygen, line by line, so that its complaints name the right ones:
# - the comment at the top becomes the documentation of the file;
# - an overload right below a documented function shares its words;
# - `namespace detail` is nobody's business;
# - what the language makes ("= default", "= delete", destructors, copies and moves) needs no words.

function name_of(line) {
  if (line !~ /\(/ || line ~ /^ *(\/\/|#|using |friend |typedef |return )/) return ""
  if (match(line, /operator[^ (]+/)) return substr(line, RSTART, RLENGTH)
  sub(/\(.*/, "", line)
  sub(/.*[ *&]/, "", line)
  return line
}

FNR == 1 { in_header = 0; documented = 0; previous = "" }

FNR == 1 && /^\/\/ [a-z0-9_\/]+\.hpp - / {
  in_header = 1
  name = $2 (FILENAME ~ /\.in$/ ? ".in" : "")
  sub(/^\/\/ [a-z0-9_\/]+\.hpp - /, "")
  print "/// @file " name " " $0
  next
}
in_header && /^\/\// { sub(/^\/\//, "///"); print; next }
/^#pragma once/ { in_header = 0 }

/^namespace detail \{/ { print "/// @cond"; next }
/^}  \/\/ namespace detail/ { print "/// @endcond"; next }

/= (default|delete);$/ { print ""; next }
/^ *(virtual )?~[A-Za-z]+\(\)/ { print "/** Ends it. */ " $0; next }
# Copies and moves.
match($0, /^ *[A-Za-z]+\((const )?[A-Za-z]+&&? ?(other)?\)/) || /^ *[A-Za-z]+& operator=\((const )?[A-Za-z]+(&&?)? ?(other)?\)/ {
  name = $0
  gsub(/^ *|\(.*/, "", name)
  if ($0 ~ "\\((const )?" name "&" || $0 ~ /operator=/) {
    # The words of the language; they stand before the declaration, on the same line.
    print "/** Copies or moves. */ " $0
    next
  }
}

{
  line = $0
  if (line ~ /^ *\/\/\//) { documented = 1; previous = ""; print; next }
  if (line ~ /^ *$/) { documented = 0; previous = ""; print; next }
  name = name_of(line)
  if (name != "" && name == previous && line !~ /\/\/\/</) line = "/** @overload */ " line
  if (name != "") previous = (documented || line ~ /\/\/\/</) ? name : ""
  print line
}
