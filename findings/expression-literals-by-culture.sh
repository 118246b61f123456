#!/usr/bin/env bash
# Microsoft.ML 5.0.1, mlContext.Transforms.Expression: the saved model holds the expression as text, and its real literals are read by the culture of the thread that loads it.
# A good engineer would guess that a model zip that was saved loads everywhere, and that an expression's literals are those of a programming language. Where the decimal separator is a
# comma, loading throws FormatException. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.csproj <<'END'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.ML" Version="5.0.1" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using System.Globalization;
using Microsoft.ML;

Console.WriteLine($"Microsoft.ML {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(MLContext).Assembly.Location).ProductVersion?.Split('+')[0]}");
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var ml = new MLContext(seed: 0);
var rows = ml.Data.LoadFromEnumerable([new Reading { Value = 59.5f }, new Reading { Value = 60f }]);
using var zip = new MemoryStream();
ml.Model.Save(ml.Transforms.Expression("IsHigh", "x => x > 59.75f", "Value").Fit(rows), rows.Schema, zip);

if (CultureInfo.GetCultureInfo("de-DE").NumberFormat.NumberDecimalSeparator != ",")
{
    Console.WriteLine("No ICU on this machine, so no culture has a decimal comma: nothing was tried");
    return 2;
}

Console.WriteLine("expected: the model loads under every culture and says False, True");
var asReported = true;
foreach (var (culture, throws) in new[] { ("", false), ("en-US", false), ("de-DE", true), ("fr-FR", true), ("sv-SE", true) })
{
    CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
    string seen;
    try
    {
        var loaded = ml.Model.Load(new MemoryStream(zip.ToArray()), out _).Transform(rows);
        seen = string.Join(", ", ml.Data.CreateEnumerable<Verdict>(loaded, reuseRowObject: false).Select(row => row.IsHigh));
        asReported &= !throws && seen == "False, True";
    }
    catch (Exception failure)
    {
        var innermost = failure.GetBaseException();
        seen = $"{innermost.GetType().Name}: {innermost.Message}";
        asReported &= throws && innermost is FormatException;
    }

    Console.WriteLine($"seen under '{(culture == "" ? "invariant" : culture)}': {seen}");
}

return asReported ? 0 : 1;

internal sealed class Reading
{
    public float Value { get; set; }
}

internal sealed class Verdict
{
    public bool IsHigh { get; set; }
}
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
