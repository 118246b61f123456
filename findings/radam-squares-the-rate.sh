#!/usr/bin/env bash
# TorchSharp 0.107.0, optim.RAdam: from the sixth step on the learning rate is squared. A good engineer would guess that a step is as long as Liu et al. (2020) and PyTorch have it: with a rate of 0.001 each is a
# thousandth of that, the first five apart, so that a network that is trained by RAdam stands still after five steps, and one whose rate is raised until it learns has found another rate than the one that is written
# down. RAdam.step multiplies the corrected mean by the rate and, where the variance is rectified, by the rate once more. Needs GLIBCXX_3.4.32, as Debian 13's libstdc++ has. Exit code 0: still so; 1: it behaves
# otherwise now; 2: it could not be tried.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.csproj <<'END_OF_PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <InvariantGlobalization>true</InvariantGlobalization>
    <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
    <SelfContained>false</SelfContained>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="0.107.0" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="2.10.0" />
  </ItemGroup>
</Project>
END_OF_PROJECT

cat > Program.cs <<'END_OF_PROGRAM'
using TorchSharp;
using static TorchSharp.torch;

try
{
    zeros(1).Dispose();
}
catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or NotSupportedException)
{
    Console.WriteLine("libtorch does not run here (it needs GLIBCXX_3.4.32): nothing was tried");
    return 2;
}

Console.WriteLine("TorchSharp 0.107.0, libtorch 2.10.0");
const double Rate = 0.01, Beta1 = 0.9, Beta2 = 0.999;
using var scope = NewDisposeScope();
var weight = new TorchSharp.Modules.Parameter(zeros(1));
var optimizer = optim.RAdam([weight], Rate, Beta1, Beta2);
var (mean, square, byPaper, after5) = (0.0, 0.0, 0.0, 0.0);
for (var step = 1; step <= 100; step++)
{
    optimizer.zero_grad();
    (-weight).sum().backward();
    optimizer.step();
    (mean, square) = ((Beta1 * mean) - (1 - Beta1), (Beta2 * square) + (1 - Beta2));
    var (infinite, power) = ((2 / (1 - Beta2)) - 1, Math.Pow(Beta2, step));
    var length = infinite - (2 * step * power / (1 - power));
    var rectified = length > 5
        ? Math.Sqrt((length - 4) * (length - 2) * infinite / ((infinite - 4) * (infinite - 2) * length)) / Math.Sqrt(square / (1 - power))
        : 1;
    byPaper -= Rate * rectified * mean / (1 - Math.Pow(Beta1, step));
    after5 = step == 5 ? weight.item<float>() : after5;
}

var found = weight.item<float>();
Console.WriteLine($"after 5 steps with a gradient of -1 and a rate of {Rate}: {after5:F4}");
Console.WriteLine($"expected: 95 steps later {byPaper:F4} (Liu et al. 2020, algorithm 2; PyTorch has the same)");
Console.WriteLine($"seen: {found:F4}; what the 95 steps went is {(found - after5) / (byPaper - after5):F4} of what they should, the learning rate once more");
return Math.Abs(((found - after5) / (byPaper - after5)) - Rate) < 1e-4 ? 0 : 1;
END_OF_PROGRAM

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/linux-x64/finding.dll || { [ $? -eq 2 ] && exit 2; exit 1; }
