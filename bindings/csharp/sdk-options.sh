# Sourced: sets sdk_options to what `dotnet build` and `pack` of this folder's
# projects need here. An SDK without access to nuget.org has no analyzers for
# trimming and AOT, which are a package, and of Microsoft.Extensions its own copies.
sdk_options=()
sdk_projects=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
sdk_restores() {
  dotnet restore "$sdk_projects/$1/$1.csproj" "${sdk_options[@]}" >/dev/null 2>&1
}
if ! sdk_restores PulsarWs; then
  echo "no analyzers for trimming here: Microsoft.NET.ILLink.Tasks cannot be had"
  sdk_options+=(-p:AnalyzeTrimming=false)
fi
if ! sdk_restores PulsarWs.Extensions; then
  echo "no Microsoft.Extensions packages here: the SDK's own stand in"
  sdk_options+=("-p:MicrosoftExtensions=$(
    dotnet --list-sdks | tail -n 1 | sed -E 's,^([^ ]+) \[(.*)\]$,\2/\1,'
  )")
fi
