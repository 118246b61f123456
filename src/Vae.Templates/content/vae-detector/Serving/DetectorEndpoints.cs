using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace VaeDetectorTemplate.Serving;

/// <summary>The web service: its parts, and its routes.</summary>
public static class DetectorEndpoints
{
    public static void AddDetector(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Detector");
        builder.Services.AddOptions<DetectorOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = section.GetValue(nameof(DetectorOptions.LargestBody), new DetectorOptions().LargestBody));

        // A property that a row does not have is a mistake of the sender's, who is told.
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow);
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<BadRequestHandler>();
        builder.Services.AddOpenApi();
        builder.Services.AddSingleton<DetectorStore>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DetectorStore>());
        builder.Services.AddHealthChecks().AddCheck<DetectorHealth>("detector");

        // Refusals are told alike, on a developer's machine too.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
    }

    public static void MapDetector(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapOpenApi();
        app.MapGet("/", () => TypedResults.Redirect("/openapi/v1.json")).ExcludeFromDescription();
        app.MapHealthChecks("/health");
        app.MapPost("/score", ScoreOne).WithSummary("Scores one row.").ProducesProblem(400).ProducesProblem(413).ProducesProblem(503);
        app.MapPost("/score/batch", ScoreMany).WithSummary("Scores many rows together; one answer a row, in their order.").ProducesProblem(400).ProducesProblem(413).ProducesProblem(503);
        app.MapGet("/model", Describe).WithSummary("Says which model is at work.").ProducesProblem(503);
    }

    private static Results<Ok<Answer>, ProblemHttpResult> ScoreOne(Reading row, DetectorStore store) => store.Current is not { } detector ? WithoutModel()
        : WhatIsWrong(row) is { } wrong ? TypedResults.Problem(wrong, statusCode: 400)
        : TypedResults.Ok(detector.Score(row));

    private static Results<Ok<IReadOnlyList<Answer>>, ProblemHttpResult> ScoreMany(Reading[] rows, DetectorStore store, IOptions<DetectorOptions> options)
    {
        if (store.Current is not { } detector)
        {
            return WithoutModel();
        }

        if (rows.Length > options.Value.LargestBatch)
        {
            return TypedResults.Problem($"The request has {rows.Length} rows and may have {options.Value.LargestBatch}; send them in parts.", statusCode: 400);
        }

        for (var row = 0; row < rows.Length; row++)
        {
            if (WhatIsWrong(rows[row]) is { } wrong)
            {
                return TypedResults.Problem($"Row {row}, counted from 0: {wrong}", statusCode: 400);
            }
        }

        return TypedResults.Ok(detector.Score(rows));
    }

    private static Results<Ok<ModelDescription>, ProblemHttpResult> Describe(DetectorStore store) => store.Current is { } detector
        ? TypedResults.Ok(new ModelDescription(detector.Columns, detector.Threshold, detector.Written, detector.Loaded))
        : WithoutModel();

    // JSON can say null where a text or a row is wanted, and numbers that no float can hold.
    private static string? WhatIsWrong(Reading? row) => row is null ? "There is null in place of a row."
        : row.Machine is null ? $"{nameof(Reading.Machine)} is null and must be a text."
        : row.Machine.Length == 0 ? $"{nameof(Reading.Machine)} is empty, and a row without it has no score."
        : float.IsFinite(row.Temperature) && float.IsFinite(row.Pressure) && float.IsFinite(row.Vibration) && float.IsFinite(row.Current) ? null
        : "A number is too large.";

    private static ProblemHttpResult WithoutModel() => TypedResults.Problem("There is no model yet; make one with: dotnet run -- train. The log says why a file was not taken up.", statusCode: 503);
}
