#!/usr/bin/env bash
# TorchSharp 0.107.0, optim.lr_scheduler.OneCycleLR: of several groups of parameters the second one never leaves the first phase. A good engineer would guess that groups with the same max_lr have the same rate at every
# step. The first group ends near zero; the second swings between the rate that it began with and the highest to the end, without a word, so that half a network (a decoder beside its encoder, say) is never annealed.
# OneCycleLR.get_lr asks whether the number of the group, where it means that of the phase, is the last of the phases: with two phases that is the second group, with three_phase: true the third. Needs GLIBCXX_3.4.32,
# as Debian 13's libstdc++ has. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
using TorchSharp.Modules;
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
using var scope = NewDisposeScope();
var (encoder, decoder) = (new Parameter(zeros(1)), new Parameter(zeros(1)));
var optimizer = optim.SGD([new SGD.ParamGroup([encoder], new SGD.Options()), new SGD.ParamGroup([decoder], new SGD.Options())], 0.1, momentum: 0.9);
const int Steps = 20;
var scheduler = optim.lr_scheduler.OneCycleLR(optimizer, max_lr: 0.5, total_steps: Steps);
var groups = optimizer.ParamGroups.ToArray();
List<double> first = [], second = [];
for (var step = 0; step < Steps; step++)
{
    first.Add(groups[0].LearningRate);
    second.Add(groups[1].LearningRate);
    optimizer.step();
    if (step < Steps - 1)
    {
        scheduler.step();
    }
}

Console.WriteLine("expected: both groups have one rate at each of 20 steps, and end at 2E-06");
Console.WriteLine($"seen: first group  {string.Join(" ", first.Select(rate => rate.ToString("F3")))}, ends at {first[^1]:G3}");
Console.WriteLine($"seen: second group {string.Join(" ", second.Select(rate => rate.ToString("F3")))}, ends at {second[^1]:G3}");
return first[5] == second[5] && first[^1] < 1e-5 && second[^1] > 0.01 && second.Skip(10).Max() > 0.4 ? 0 : 1;
END_OF_PROGRAM

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/linux-x64/finding.dll || { [ $? -eq 2 ] && exit 2; exit 1; }
