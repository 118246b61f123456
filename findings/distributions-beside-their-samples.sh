#!/usr/bin/env bash
# TorchSharp 0.107.0, torch.distributions: moments and entropies that are not those of what is drawn. A good engineer would guess that a distribution's mean and variance are those of its samples, its entropy the mean
# of -log_prob, and that Weibull draws positive numbers of its scale. Weibull draws negative ones of scale 1, and its log_prob, a finite number, is of no density; the variance of Exponential is the square of the rate,
# not of its reciprocal; the mean of Geometric is negative; the entropies of Binomial and Geometric are that of one throw (Bernoulli). Nothing is thrown, so that a KL divergence, an entropy bonus or a standardised
# residual made of them is another number than it says. The factory of Weibull gives the affine transform minus one for its scale; Exponential.variance is rate.pow(2), Geometric.mean 1 / (probs - 1), both entropies are
# the expression of Bernoulli's. Of 20 other distributions compared with PyTorch's none was off. Needs GLIBCXX_3.4.32, as Debian 13's libstdc++ has. Exit code 0: still so; 1: it behaves otherwise now; 2: it could not
# be tried.
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
manual_seed(1);
const int Draws = 100_000;
var (weibull, exponential, geometric, binomial) =
    (distributions.Weibull(tensor(2f), tensor(3f)), distributions.Exponential(tensor(2f)), distributions.Geometric(tensor(0.3f)), distributions.Binomial(tensor(10f), tensor(0.3f)));
var drawn = weibull.sample(Draws);
// Scale 2, concentration 3: (3 / 2) (x / 2)^2 exp(-(x / 2)^3).
var logDensity = Math.Log(1.5) + (2 * Math.Log(0.35)) - Math.Pow(0.35, 3);
Console.WriteLine($"Weibull(2, 3): mean {Number(weibull.mean)}; of {Draws} draws the mean is {Number(drawn.mean())} and the largest {Number(drawn.max())}; log_prob(0.7) {Number(weibull.log_prob(tensor(0.7f)))}, by its formula {logDensity:F4}");
Console.WriteLine($"Exponential(2): variance {Number(exponential.variance)}, of its draws {Number(exponential.sample(Draws).var())}");
Console.WriteLine($"Geometric(0.3): mean {Number(geometric.mean)}, of its draws {Number(geometric.sample(Draws).mean())}; entropy {Number(geometric.entropy())}, by its definition {Entropy(Enumerable.Range(0, 200).Select(k => 0.3 * Math.Pow(0.7, k))):F4}");
Console.WriteLine($"Binomial(10, 0.3): entropy {Number(binomial.entropy())}, by its definition {Entropy(Enumerable.Range(0, 11).Select(k => Math.Exp(Number(binomial.log_prob(tensor((float)k)))))):F4}");
Console.WriteLine("expected: the numbers of each pair agree");
return Number(drawn.max()) <= 0 && Math.Abs(Number(weibull.log_prob(tensor(0.7f))) - logDensity) > 1 && Near(exponential.variance, 4) && Near(geometric.mean, -1 / 0.7) && Near(geometric.entropy(), 0.6109)
    && Near(binomial.entropy(), 0.6109) ? 0 : 1;

static bool Near(Tensor value, double wanted) => Math.Abs(Number(value) - wanted) < 0.02;

static double Number(Tensor value) => Math.Round(value.to(float64).item<double>(), 4);

static double Entropy(IEnumerable<double> probabilities) => -probabilities.Where(p => p > 0).Sum(p => p * Math.Log(p));
END_OF_PROGRAM

dotnet build -c Release -v quiet -nologo >build.log 2>&1 || { cat build.log; echo "finding.csproj does not build: nothing was tried"; exit 2; }
dotnet bin/Release/net10.0/linux-x64/finding.dll || { [ $? -eq 2 ] && exit 2; exit 1; }
