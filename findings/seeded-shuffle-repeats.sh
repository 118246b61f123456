#!/usr/bin/env bash
# TorchSharp 0.107.0, torch.utils.data.DataLoader with shuffle: true: with a seed every epoch has the same order, and so the same batches; without one torch.manual_seed does not decide the order. A good engineer would
# guess what PyTorch does: a loader of a seeded generator shuffles anew in each epoch, and manual_seed makes a whole training repeatable. Here what is meant to repeat a training takes the shuffling away, and batch
# normalisation and contrastive losses see the same companions of each row for ever. FisherYatesShuffler makes a new System.Random of the seed whenever rows are enumerated; of no seed, one of the clock's. Needs
# GLIBCXX_3.4.32, as Debian 13's libstdc++ has. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not be tried.
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
using var rows = new Rows();
Console.WriteLine("expected: with a seed three epochs have three orders; without one, the same order after the same manual_seed");
var seeded = torch.utils.data.DataLoader(rows, 20, shuffle: true, seed: 1, disposeDataset: false);
var plain = torch.utils.data.DataLoader(rows, 20, shuffle: true, disposeDataset: false);
string[] withSeed = [.. Enumerable.Range(0, 3).Select(_ => Order(seeded))];
string[] afterManualSeed = [.. Enumerable.Range(0, 3).Select(_ => Order(plain))];
Console.WriteLine($"seen with a seed: {withSeed.Distinct().Count()} order in {withSeed.Length} epochs: {withSeed[0]}");
Console.WriteLine($"seen after the same manual_seed: {afterManualSeed.Distinct().Count()} orders in {afterManualSeed.Length} epochs");
return withSeed.Distinct().Count() == 1 && afterManualSeed.Distinct().Count() == 3 ? 0 : 1;

static string Order(TorchSharp.Modules.DataLoader loader)
{
    manual_seed(1);
    return string.Join(" ", loader.SelectMany(batch => batch["row"].data<long>().ToArray()));
}

internal sealed class Rows : utils.data.Dataset
{
    public override long Count => 20;

    public override Dictionary<string, Tensor> GetTensor(long index) => new() { ["row"] = tensor(index) };
}
END_OF_PROGRAM

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/linux-x64/finding.dll || { [ $? -eq 2 ] && exit 2; exit 1; }
