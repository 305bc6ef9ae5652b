# bash completion V2 for cop: needs nothing but bash, 3.2 or newer.

# Ask cop what can stand at the cursor, and offer it.
__cop_complete() {
    local line=${COMP_LINE:0:COMP_POINT} rest i w cur="" IFS=$' \t\n'
    local -a words=()

    # Bash parts words at the characters of COMP_WORDBREAKS, the colon among them. What no
    # space parts on the command line is one word.
    rest=$line
    for ((i = 0; i <= COMP_CWORD; i++)); do
        w=${COMP_WORDS[i]}
        if [[ $rest == [[:space:]]* || $i -eq 0 ]]; then
            while [[ $rest == [[:space:]]* ]]; do rest=${rest:1}; done
            words+=("")
        fi
        ((i == COMP_CWORD)) && w=$rest
        words[${#words[@]}-1]+=$w
        rest=${rest:${#w}}
    done
    cur=${words[${#words[@]}-1]}

    # Quotes are for the shell; cop gets what is in them.
    local -a plain=()
    for w in "${words[@]}"; do
        plain+=("${w//[\"\'\\]/}")
    done
    local asked=${plain[${#plain[@]}-1]}

    local out directive=0
    out=$("${plain[0]}" __complete "${plain[@]:1}" 2>/dev/null) || return
    directive=${out##*:}
    out=${out%:*}
    ((directive & 1)) && return

    # A value after --flag= is offered alone. What stands before the last break is not
    # replaced, so it must not be repeated; what bash does replace must be.
    local kept="" given="" mark
    if [[ $asked == --*=* ]]; then
        given=${asked%%=*}=
        asked=${asked#*=}
        [[ $COMP_WORDBREAKS == *=* ]] && given=""
    fi
    for mark in ":" "="; do
        if [[ $asked == *"$mark"* && $COMP_WORDBREAKS == *"$mark"* ]]; then
            kept=${asked%"${asked##*"$mark"}"}
        fi
    done

    local value about tab=$'\t'
    local -a values=() abouts=()
    while IFS= read -r line; do
        value=${line%%"$tab"*}
        [[ -n $value && $value == "$asked"* ]] || continue
        about=""
        [[ $line == *"$tab"* ]] && about=${line#*"$tab"}
        value=${value#"$kept"}
        values+=("$given$value")
        abouts+=("$about")
    done <<<"$out"

    COMPREPLY=()
    if ((${#values[@]} == 1)); then
        printf -v w '%q' "${values[0]}"
        [[ $cur == [\"\']* ]] && w=${values[0]}
        COMPREPLY=("$w")
    elif ((${#values[@]} > 1)); then
        for i in "${!values[@]}"; do
            w=${values[i]}
            if [[ -n ${abouts[i]} && ${COMP_TYPE:-9} == 63 ]]; then
                w="$w  (${abouts[i]})"
                w=${w:0:${COLUMNS:-80}-4}
            else
                [[ $cur == [\"\']* ]] || printf -v w '%q' "$w"
            fi
            COMPREPLY+=("$w")
        done
    elif ((directive & 16)); then
        __cop_files -d "$cur"
    elif ((!(directive & 4))); then
        __cop_files -f "$cur"
    fi
    if ((directive & 2)) && type compopt &>/dev/null; then
        compopt -o nospace
    fi
}

# Files or folders that begin so.
__cop_files() {
    local line
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(compgen "$1" -- "$2")
    type compopt &>/dev/null && compopt -o filenames
}

complete -F __cop_complete cop
