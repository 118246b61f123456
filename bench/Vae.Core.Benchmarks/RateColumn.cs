using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Vae.Core.Benchmarks;

/// <summary>GFLOP/s or GB/s: the work of a call over its median time.</summary>
internal sealed class RateColumn : IColumn
{
    public string Id => nameof(RateColumn);

    public string ColumnName => "Rate";

    public string Legend => "GFLOP/s, or GB/s read and written, at the median time";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        if (summary[benchmarkCase]?.ResultStatistics is not { } statistics)
        {
            return "-";
        }

        var type = benchmarkCase.Descriptor.Type;
        var benchmark = (IMeasuredWork)Activator.CreateInstance(type)!;
        foreach (var parameter in benchmarkCase.Parameters.Items)
        {
            type.GetProperty(parameter.Name)!.SetValue(benchmark, parameter.Value);
        }

        // An amount a nanosecond is a thousand million of it a second.
        var work = benchmark.WorkOf(benchmarkCase.Descriptor.WorkloadMethod.Name);
        return string.Create(CultureInfo.InvariantCulture, $"{work.Amount / statistics.Median:F1} G{work.Unit}/s");
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;
}
