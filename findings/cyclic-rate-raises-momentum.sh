#!/usr/bin/env bash
# TorchSharp 0.107.0, optim.lr_scheduler.CyclicLR: with cycle_momentum, which is the default, momentum rises with the learning rate, from max_momentum to as far above it as base_momentum is below. A good engineer would
# guess that it falls from max_momentum to base_momentum as the rate rises (Smith 2017, PyTorch, and the names). With the default of 0.8 and 0.9 it is 1 where the rate is highest: the steps of the past never fade
# there, and training that is stable without momentum swings ever farther. CyclicLR.get_lr adds the height to max_momentum where PyTorch takes it off. Needs GLIBCXX_3.4.32, as Debian 13's libstdc++ has. Exit code 0:
# still so; 1: it behaves otherwise now; 2: it could not be tried.
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
using var scope = NewDisposeScope();
var weight = new TorchSharp.Modules.Parameter(zeros(1));
var optimizer = optim.SGD([weight], 0.1, momentum: 0.9);
var scheduler = optim.lr_scheduler.CyclicLR(optimizer, base_lr: 0.1, max_lr: 0.5, step_size_up: 4);
var group = optimizer.ParamGroups.Single();
List<double> momenta = [];
for (var step = 0; step <= 8; step++)
{
    momenta.Add(Math.Round(((optim.IMomentum)group).Momentum, 6));
    optimizer.step();
    scheduler.step();
}

Console.WriteLine("expected: momentum [0.9, 0.875, 0.85, 0.825, 0.8, 0.825, 0.85, 0.875, 0.9] over a cycle of 8 steps with base_momentum 0.8 and max_momentum 0.9");
Console.WriteLine($"seen: momentum [{string.Join(", ", momenta)}]");
return momenta.SequenceEqual([0.9, 0.925, 0.95, 0.975, 1, 0.975, 0.95, 0.925, 0.9]) ? 0 : 1;
END_OF_PROGRAM

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/linux-x64/finding.dll || { [ $? -eq 2 ] && exit 2; exit 1; }
