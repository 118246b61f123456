using VaeDetectorTemplate;
using VaeDetectorTemplate.Serving;

// dotnet run -- train [rows.csv [detector.zip]]     learns from the rows and writes the model
// dotnet run [--urls http://localhost:5000]         serves it
if (args is ["train", ..])
{
    return Training.Run(args.ElementAtOrDefault(1) ?? Path.Combine(AppContext.BaseDirectory, "data", "readings.csv"), args.ElementAtOrDefault(2) ?? "detector.zip");
}

var builder = WebApplication.CreateBuilder(args);
builder.AddDetector();
var app = builder.Build();
app.MapDetector();
app.Run();
return 0;
