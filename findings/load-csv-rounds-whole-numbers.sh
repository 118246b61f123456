#!/usr/bin/env bash
# Microsoft.Data.Analysis 0.23.1, DataFrame.LoadCsv: every column of numbers that it guesses the type of becomes 32-bit floats, whole numbers too. From 16,777,217 on these cannot hold each whole number: ids run
# together, and times in seconds since 1970 move by up to a minute, without a word; SaveCsv then writes what is left. A good engineer would guess that numbers stay as they are, as whole numbers or doubles,
# which is what pandas, polars and R make of them. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
    <PackageReference Include="Microsoft.Data.Analysis" Version="0.23.1" />
  </ItemGroup>
</Project>
END

cat > Program.cs <<'END'
using System.Globalization;
using Microsoft.Data.Analysis;

Console.WriteLine($"Microsoft.Data.Analysis {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(DataFrame).Assembly.Location).ProductVersion?.Split('+')[0]}");
const string Text = "order,seconds\n16777216,1732780801\n16777217,1732780829\n16777219,1732780863\n";
File.WriteAllText("orders.csv", Text);
var frame = DataFrame.LoadCsv("orders.csv");
string Column(string name) => string.Join(", ", frame[name].Cast<object>().Select(value => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)));
Console.WriteLine("expected: order 16777216, 16777217, 16777219; seconds 1732780801, 1732780829, 1732780863");
Console.WriteLine($"seen: order {Column("order")}; seconds {Column("seconds")}; both {frame["order"].DataType.Name}");
return frame["order"].DataType == typeof(float) && frame["seconds"].DataType == typeof(float) && Column("order") == "16777216, 16777216, 16777220" && Column("seconds") == "1732780800, 1732780800, 1732780800" ? 0 : 1;
END

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/finding.dll
